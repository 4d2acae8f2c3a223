import { claimJob, type WorkerCredentials } from "../../generated/worker/client.js";
import type { ClaimedJob, ClaimJobReply, JobType } from "../../generated/worker/types.js";
import type { Client } from "../../generated/runtime/client.js";
import { DaemonError } from "../jobspec/daemon-error.js";
import { errorOf, timingOf, untilSettled, type Patience, type Settled } from "../jobspec/patience.js";
import { pollDelay, type Timing } from "../jobspec/timing.js";
import { HeldClaim, type GivenClaim } from "./held-claim.js";
import type { Executor, Executors } from "./job.js";
import { failureOf, sendOutcome, type Outcome, type WorkerEvent } from "./outcome.js";

/** How the slots of a worker work. */
export interface SlotOptions extends Omit<Patience, "signal" | "attemptTimeoutMs"> {
  readonly worker: string;
  readonly leaseMs?: number;
  readonly waitMs?: number;
  readonly onEvent?: (event: WorkerEvent) => void;
}

const DEFAULT_LEASE_MS = 60_000;
const DEFAULT_WAIT_MS = 30_000;
/** How long an answer may take beside the time that the daemon was asked to wait, in milliseconds. */
const ANSWER_MS = 10_000;
/** A daemon that answers at once is not asked again before this, in milliseconds; it doubles while there is nothing. */
const POLL = { firstMs: 250, longestMs: 2_000 };

/** Runs one job after another. */
export class Slot {
  readonly #client: Client<WorkerCredentials>;
  readonly #executors: ReadonlyMap<string, Executor>;
  readonly #options: SlotOptions & Required<Pick<SlotOptions, "leaseMs" | "waitMs">>;
  readonly #timing: Timing;
  /** Aborted when nothing more is to be claimed. */
  readonly #draining = new AbortController();
  /** Aborted when nothing more is to be waited for. */
  readonly #stopping = new AbortController();
  #held: HeldClaim | undefined;

  constructor(client: Client<WorkerCredentials>, executors: Executors, options: SlotOptions) {
    this.#client = client;
    const named = Object.entries(executors).filter((entry): entry is [string, Executor] => entry[1] !== undefined);
    this.#executors = new Map(named);
    this.#timing = timingOf(options);
    this.#options = { leaseMs: DEFAULT_LEASE_MS, waitMs: DEFAULT_WAIT_MS, ...options };
  }

  /** Ends once it is drained; rejects when the daemon refuses to give jobs. */
  async run(): Promise<void> {
    for (let given = await this.#claim(); given !== undefined; given = await this.#claim()) await this.#work(given);
  }

  /** Claims nothing more. */
  drain(): void {
    this.#draining.abort();
  }

  /** Gives up the job that runs, and whatever is waited for. */
  stop(): void {
    this.#stopping.abort();
    this.#held?.lose("stopped");
  }

  /** The next job; undefined when the slot drains. */
  async #claim(): Promise<GivenClaim | undefined> {
    let requestId: string = crypto.randomUUID();
    for (let quiet = 0; ; quiet += 1) {
      const startedMs = this.#timing.now();
      const answer = await this.#ask(requestId);
      if (answer === undefined) return undefined;
      const { reply, sentMs } = answer;
      if (reply.status === 200) return { response: reply.body, sentMs };
      if (reply.status !== 204 && reply.status !== 409) throw refusal(reply.body);
      // The reply that brought the claim was lost for so long that it is over.
      if (reply.status === 409) requestId = crypto.randomUUID();
      const pauseMs = pollDelay(quiet, POLL, this.#timing) - (this.#timing.now() - startedMs);
      if (pauseMs > 0) await this.#timing.sleep(pauseMs, this.#draining.signal);
      else quiet = 0;
    }
  }

  async #ask(requestId: string): Promise<ClaimAnswer | undefined> {
    const { worker, leaseMs, waitMs } = this.#options;
    const jobTypes = [...this.#executors.keys()] as JobType[]; // the only keys that executors can have
    const body = { worker, request_id: requestId, job_types: jobTypes, lease_ms: leaseMs, wait_ms: waitMs };
    let sentMs = 0;
    const settlement = await untilSettled(
      (call): Promise<ClaimJobReply> => {
        sentMs = this.#timing.now();
        return claimJob(this.#client, { body }, call);
      },
      { ...this.#options, signal: this.#draining.signal, attemptTimeoutMs: waitMs + ANSWER_MS },
      Infinity,
    );
    return settlement.kind === "reply" ? { reply: settlement.reply, sentMs } : undefined;
  }

  async #work(given: GivenClaim): Promise<void> {
    const { onEvent = () => undefined, ...options } = this.#options;
    const { job } = given.response;
    onEvent({ kind: "claimed", job });
    const held = new HeldClaim(given, { ...options, client: this.#client });
    this.#held = held;
    if (this.#stopping.signal.aborted) held.lose("stopped");
    const executor = this.#executors.get(job.job_type);
    // A daemon that gives what was not asked for: the lease runs out, and the job is somebody else's.
    if (executor === undefined) held.lose("refused");
    const outcome = await execute(executor, job, held);
    this.#held = undefined;
    const { loss } = held;
    if (loss !== undefined) return onEvent({ kind: "lost", job, reason: loss });
    const patience = { ...options, signal: this.#stopping.signal };
    const sender = { client: this.#client, worker: options.worker, job, claim: held.claim, patience };
    // The lease is kept meanwhile: telling may take longer than what is left of it.
    onEvent(await sendOutcome(outcome, sender).finally(() => held.letGo()));
  }
}

function refusal(body: object): DaemonError {
  return new DaemonError(`the daemon refuses to give jobs to this worker: ${errorOf(body)}`, "refused");
}

async function execute(executor: Executor | undefined, job: ClaimedJob, held: HeldClaim): Promise<Outcome> {
  const context = { signal: held.signal, report: held.report.bind(held) };
  try {
    // What is lost before it has begun is not begun.
    const artifacts = held.loss === undefined ? await executor?.(job, context) : undefined;
    // Programs without types can give anything; the letters of a text are no artifacts.
    if (typeof artifacts === "string" || Array.isArray(artifacts)) throw new TypeError("artifacts have names");
    return { kind: "completed", artifacts: { ...held.unsent, ...artifacts } };
  } catch (fault) {
    const { failure, artifacts } = failureOf(fault);
    return { kind: "failed", failure, artifacts: { ...held.unsent, ...artifacts } };
  }
}

interface ClaimAnswer {
  readonly reply: Settled<ClaimJobReply>;
  /** When the request was sent that it answers. */
  readonly sentMs: number;
}
