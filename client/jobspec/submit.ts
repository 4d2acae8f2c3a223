import { submitJob, type JobspecCredentials } from "../../generated/jobspec/client.js";
import type { SubmitJobRequest, SubmitJobResponse } from "../../generated/jobspec/types.js";
import { TransportError, type Client } from "../../generated/runtime/client.js";
import { describe, errorOf, untilSettled, type Fault, type Patience } from "./patience.js";

/** How a submission is repeated. */
export interface SubmitOptions extends Patience {
  /** Milliseconds after which it is given up; 60,000 by default. */
  readonly deadlineMs?: number;
}

interface Sent {
  /** The key under which the job was submitted. Submitting under it again finds the job, or makes it. */
  readonly idempotencyKey: string;
  readonly attempts: number;
}

/** What became of a submission. */
export type Submission =
  /** The job is stored durably, by this call or by an earlier one under the same key or job id. */
  | (Sent & { readonly outcome: "accepted"; readonly job: SubmitJobResponse })
  /** The job is not stored, and repeating the same request is of no use. */
  | (Sent & { readonly outcome: "refused"; readonly status: number; readonly error: string })
  /** The job is not stored: no attempt reached the daemon. */
  | (Sent & { readonly outcome: "unsent"; readonly error: string })
  /** The job may be stored. To find out, submit it again under the same key. */
  | (Sent & { readonly outcome: "unknown"; readonly error: string });

const DEFAULT_DEADLINE_MS = 60_000;

/**
 * Submits a job so that a lost acknowledgement does no harm: always under an idempotency key, which is made up when
 * the body has none, and again under the same key after broken connections, time-outs and statuses of 500 and above.
 * Statuses from 400 to 499 are not repeated. An aborted signal ends it with what is known until then.
 *
 * Rejects with `TransportError` only when the first request cannot be written.
 */
export async function submitDurably(
  client: Client<JobspecCredentials>,
  body: SubmitJobRequest,
  options: SubmitOptions = {},
): Promise<Submission> {
  const idempotencyKey = body.idempotency_key || crypto.randomUUID();
  const request = { body: { ...body, idempotency_key: idempotencyKey } };
  let attempts = 0;
  let mayBeStored = false;
  const patience: Patience = {
    ...options,
    onFault: (fault: Fault) => {
      mayBeStored ||= fault.wasSent;
      options.onFault?.(fault);
    },
  };
  const attempt: typeof submitJob = (...call) => {
    attempts += 1;
    return submitJob(...call);
  };
  try {
    const deadlineMs = options.deadlineMs ?? DEFAULT_DEADLINE_MS;
    const settlement = await untilSettled((call) => attempt(client, request, call), patience, deadlineMs);
    const sent: Sent = { idempotencyKey, attempts };
    if (settlement.kind === "given-up") {
      const { fault, reason } = settlement;
      const error = fault?.message ?? `given up before the first attempt: ${reason}`;
      return { ...sent, outcome: mayBeStored || fault?.wasSent === true ? "unknown" : "unsent", error };
    }
    const { reply } = settlement;
    if (reply.status === 202) return { ...sent, outcome: "accepted", job: reply.body };
    const error = errorOf(reply.body);
    // What an earlier attempt may have stored, a later refusal does not take back.
    return mayBeStored
      ? { ...sent, outcome: "unknown", error }
      : { ...sent, outcome: "refused", status: reply.status, error };
  } catch (fault) {
    if (!(fault instanceof TransportError) || (fault.code === "unsendable" && attempts === 1)) throw fault;
    return { idempotencyKey, attempts, outcome: "unknown", error: describe(fault) };
  }
}
