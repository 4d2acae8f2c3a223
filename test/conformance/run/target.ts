import { setMaxListeners } from "node:events";
import { performance } from "node:perf_hooks";
import { setTimeout as sleep } from "node:timers/promises";
import type { Contract, ContractName } from "../contract/contract.js";
import type { Judge } from "../contract/judge.js";
import type { Operation } from "../contract/operation.js";
import { isObject } from "../json.js";
import type { Case, Control, Need, RequestTarget } from "../suite/case.js";
import {
  NoReplyError,
  connect,
  cutExchange,
  exchange,
  type Connection,
  type Exchange,
  type Line,
  type WireRequest,
} from "./exchange.js";
import type { Variables } from "./variables.js";

/** Between two tries of the same request. */
export const POLL_MS = 50;

/** How long what a case leaves behind may take to be cancelled, each. */
const CLEAN_UP_MS = 2_000;

/** How long a daemon that is started again may take to read its ledger. */
const REPLAY_MS = 5_000;

/** What a run may do to the daemon. */
export type Controls = Readonly<Partial<Record<Control, () => Promise<void>>>>;

/** What is judged, and by which means. */
export interface TargetOptions {
  readonly url: string;
  readonly token: string;
  /** Where the worker protocol is served; undefined when it is not. */
  readonly workerUrl?: string | undefined;
  /** Each brings the daemon down in its way and starts it again; when one rejects, the run does. */
  readonly controls: Controls;
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
  /** Sent although the run was ended meanwhile. */
  readonly isCleanUp?: boolean;
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

  /** The interface that a step speaks to; it may be served elsewhere. */
  contractOf(to: RequestTarget): ContractName {
    const operation = to.kind === "operation" ? this.operation(to) : this.#contract.at(to.method, to.path);
    return operation?.contract ?? "jobspec";
  }

  /** A connection for `send`, for requests that shall arrive together, if one opens soon. Fails with `NoReplyError`. */
  connect(to: RequestTarget): Promise<Connection | undefined> {
    return connect(this.#line(this.contractOf(to)));
  }

  /** Fails with `NoReplyError`. */
  async send(request: WireRequest, { one, contract = "jobspec", ...sending }: Sending): Promise<Exchange> {
    const line = this.#line(contract);
    const own = sending.isCleanUp === true ? { ...line, signal: AbortSignal.timeout(CLEAN_UP_MS) } : line;
    const seen = { request, reply: await exchange(own, request, sending.connection) };
    this.#judge.judge(seen, one);
    return seen;
  }

  cut(request: WireRequest, contract: ContractName): Promise<void> {
    return cutExchange(this.#line(contract), request);
  }

  /** Brings the daemon down and resolves when it answers again; false when it does not in time. */
  async control(control: Control, one: Case): Promise<boolean> {
    await this.#options.controls[control]?.();
    if (!(await this.answers(one))) return false;
    if (control !== "damage") await this.#isReadyAgain(one);
    return true;
  }

  /** A daemon may answer while it still reads its ledger; what it says of jobs before that is not judged. */
  async #isReadyAgain(one: Case): Promise<void> {
    const deadline = performance.now() + Math.min(this.timeoutMs, REPLAY_MS);
    do {
      const { reply } = await this.send({ method: "GET", path: "/v1/ready", headers: {}, body: undefined }, { one });
      if (isObject(reply.body) && reply.body["ready"] === true) return;
      await sleep(POLL_MS);
    } while (performance.now() < deadline);
  }

  /** Waits for a sign of life, whether it is a healthy one or not; false when there is none in time. */
  async answers(one: Case): Promise<boolean> {
    const deadline = performance.now() + this.timeoutMs;
    while (performance.now() < deadline) {
      try {
        const { reply } = await this.send({ method: "GET", path: "/v1/health", headers: {}, body: undefined }, { one });
        if (![502, 503, 504].includes(reply.status)) return true; // these may be a proxy's
      } catch (fault) {
        if (!(fault instanceof NoReplyError) || this.signal.aborted) throw fault;
      }
      await sleep(POLL_MS);
    }
    return false;
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
  /** The last reply that it was given. */
  readonly seen: { last?: Exchange };
}
