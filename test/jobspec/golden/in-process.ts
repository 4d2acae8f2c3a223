import { queueRow } from "../../../server/jobspec/projections/rows.js";
import type { QueueCommand, QueueOutcome } from "../../../server/jobspec/queue/command.js";
import { isTerminal } from "../../../server/jobspec/queue/job.js";
import type { GoldenCase, RecordedOperation } from "./cases.js";
import { commandOf } from "./command.js";
import { ledgerLines } from "./compare.js";
import type { Replay } from "./replay.js";

/** What a call of the queue came to, in the recording's shape. */
export interface OperationResult {
  readonly error: string | null;
  readonly result: unknown;
}

/**
 * Replays a case whose request is a call of the queue on our own queue.
 *
 * Tokens are random and numbers in event ids follow the count of events here, so both are compared by what they belong
 * to. An expiry of a lease, which the reference does not record, is left out of the comparison, and so is what only
 * the reference takes: the word of somebody without a token.
 */
export class InProcess {
  readonly #replay: Replay;
  readonly #tokens = new Map<string, string>();
  #queue: RecordedOperation = { op: "new_queue" };

  constructor(replay: Replay) {
    this.#replay = replay;
  }

  async prepare(golden: GoldenCase): Promise<void> {
    for (const step of golden.given.steps ?? []) {
      if ("http" in step) await this.#replay.send(step.http);
      else if ("advance_ms" in step) this.#replay.advance(step.advance_ms);
      else if ("op" in step && step.op === "new_queue") this.#queue = step;
      else if ("op" in step) await this.run(step);
    }
  }

  async run(operation: RecordedOperation): Promise<OperationResult> {
    const { runtime } = await this.#replay.daemon();
    const outcome = await runtime.execute(this.#translate(commandOf(operation, this.#queue)));
    const { state, now } = runtime.view();
    const job = state.job("jobId" in outcome ? outcome.jobId : (operation.job_id ?? ""));
    const row = job === undefined ? undefined : queueRow(job, now);
    if (outcome.kind === "refused") {
      const isEnded = job !== undefined && isTerminal(job.status);
      return (isEnded ? toldByReference(operation, row) : undefined) ?? { error: outcome.message, result: undefined };
    }
    if (outcome.kind !== "claimed") return { error: null, result: row };
    this.#tokens.set(tokenName(outcome.jobId, outcome.leaseEpoch), outcome.claimToken);
    return { error: null, result: claimResult(outcome, row) };
  }

  /** Gives tokens and event ids names that both sides share, and leaves out the records that one side cannot have. */
  normalise(value: unknown): unknown {
    const names = new Map([...this.#tokens].map(([name, token]) => [token, name]));
    const lines = typeof value === "string" && value.trimStart().startsWith("{") ? ledgerLines(value) : value;
    return rename(lines, (text) => names.get(text) ?? text.replace(/^((?:evt|claim)_.*)_\d{6,}$/, "$1"));
  }

  #translate(command: QueueCommand): QueueCommand {
    if (!("claimToken" in command)) return command;
    const name = command.claimToken.replace(/_\d{6}$/, "");
    return { ...command, claimToken: this.#tokens.get(name) ?? command.claimToken };
  }
}

/** What anybody hears from the reference who reports on a job that has ended; here its claim is asked for first. */
function toldByReference({ op }: RecordedOperation, row: unknown): OperationResult | undefined {
  if (op === "heartbeat") return { error: "daemon queue: no claimable jobs", result: undefined };
  return op === "complete" || op === "fail" ? { error: null, result: row } : undefined;
}

function claimResult(outcome: Extract<QueueOutcome, { kind: "claimed" }>, job: unknown): unknown {
  const { claimToken, leaseEpoch, leaseExpiresAt } = outcome;
  return { claim_token: claimToken, job, lease_epoch: leaseEpoch, lease_expires_at: leaseExpiresAt };
}

function tokenName(jobId: string, epoch: number): string {
  return `claim_${jobId.replace(/[./ :]/g, "_")}-${epoch}`;
}

function rename(value: unknown, name: (text: string) => string): unknown {
  if (typeof value === "string") return name(value);
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.filter((item) => !isOneSided(item)).map((item) => rename(item, name));
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, rename(item, name)]));
}

function isOneSided(value: unknown): boolean {
  if (typeof value !== "object" || value === null || !("event_type" in value) || !("payload" in value)) return false;
  const { event_type: type, payload } = value;
  if (type === "job.lease_expired") return true;
  return typeof payload === "object" && payload !== null && "claim_token" in payload && payload.claim_token === "";
}
