import { setMaxListeners } from "node:events";
import type { Contract, ContractName } from "../contract/contract.js";
import type { Judge } from "../contract/judge.js";
import type { Operation } from "../contract/operation.js";
import type { Case, Control, Need, RequestTarget } from "../suite/case.js";
import {
  connect,
  cutExchange,
  exchange,
  type Connection,
  type Exchange,
  type Line,
  type WireRequest,
} from "./exchange.js";
import type { Variables } from "./variables.js";

/** What is judged, and by which means. */
export interface TargetOptions {
  readonly url: string;
  readonly token: string;
  /** Where the worker protocol is served; undefined when it is not. */
  readonly workerUrl?: string | undefined;
  /** Each stops the daemon in its way and starts it again; resolves with what went wrong. */
  readonly controls: Readonly<Partial<Record<Control, () => Promise<string | undefined>>>>;
  /** How long a reply, or a daemon that is started again, may take. */
  readonly timeoutMs: number;
  /** Ends the run. */
  readonly signal: AbortSignal;
  /** A text that no other run against the same daemon has. */
  readonly run: string;
}

/** For which case a request is sent, where, and on which connection if not on one of its own. */
export interface Sending {
  readonly one: Case;
  readonly contract?: ContractName;
  readonly connection?: Connection | undefined;
}

/** The daemon that is judged. Every reply of it passes the judge. */
export class Target {
  readonly #contract: Contract;
  readonly #options: TargetOptions;
  readonly #judge: Judge;

  constructor(contract: Contract, judge: Judge, options: TargetOptions) {
    this.#contract = contract;
    this.#judge = judge;
    this.#options = options;
    // Each request that is under way listens to it.
    setMaxListeners(Number.POSITIVE_INFINITY, options.signal);
  }

  get run(): string {
    return this.#options.run;
  }

  get token(): string {
    return this.#options.token;
  }

  get timeoutMs(): number {
    return this.#options.timeoutMs;
  }

  get signal(): AbortSignal {
    return this.#options.signal;
  }

  /** The operation that a step names; undefined when it names a path. */
  operation(to: RequestTarget): Operation | undefined {
    return to.kind === "operation" ? this.#contract.operations.get(to.id) : undefined;
  }

  offers(need: Need): boolean {
    return need === "worker" ? this.#options.workerUrl !== undefined : this.#options.controls[need] !== undefined;
  }

  /** A connection for `send`, for requests that shall arrive together. Fails with `NoReplyError`. */
  connect(to: RequestTarget): Promise<Connection> {
    return connect(this.#line(this.operation(to)?.contract ?? "jobspec"));
  }

  /** Fails with `NoReplyError`. */
  async send(request: WireRequest, { one, contract = "jobspec", connection }: Sending): Promise<Exchange> {
    const seen = { request, reply: await exchange(this.#line(contract), request, connection) };
    this.#judge.judge(seen, one);
    return seen;
  }

  cut(request: WireRequest, contract: ContractName): Promise<void> {
    return cutExchange(this.#line(contract), request);
  }

  /** Resolves with what went wrong, else undefined. */
  control(control: Control): Promise<string | undefined> {
    return this.#options.controls[control]?.() ?? Promise.resolve("there is no such command");
  }

  #line(contract: ContractName): Line {
    const { url, workerUrl, timeoutMs, signal } = this.#options;
    return { baseUrl: contract === "worker" ? (workerUrl ?? url) : url, timeoutMs, signal };
  }
}

/** A case that runs. */
export interface CaseState {
  readonly one: Case;
  readonly target: Target;
  /** Grows with what is saved. */
  variables: Variables;
  /** Jobs that the case has submitted. */
  readonly jobs: Set<string>;
}
