import type { LedgerEvent } from "../../server/kernel/ledger/event.js";
import { Violation } from "./violation.js";

/** The claim that holds a job. */
interface Holder {
  readonly token: unknown;
  readonly epoch: unknown;
  readonly endsMs: number;
}

/**
 * Checks that the events of each job are those of one holder at a time: nobody claims a job whose lease still runs,
 * epochs grow by one, and what a worker reports is of the last claim and within its lease. Throws {@link Violation}.
 */
export function checkFences(events: readonly LedgerEvent[]): void {
  const holders = new Map<string, Holder>();
  const epochs = new Map<string, number>();
  for (const event of events) {
    const { job_id: jobId, event_type: type } = event;
    const holder = holders.get(jobId);
    if (type === "job.claimed") {
      if (holder !== undefined) throw new Violation(`${event.event_id} claims a job that is held`);
      const epoch = (epochs.get(jobId) ?? 0) + 1;
      if (event.payload?.lease_epoch !== epoch) throw new Violation(`${event.event_id} is not of epoch ${epoch}`);
      epochs.set(jobId, epoch);
      holders.set(jobId, holderOf(event));
    } else if (type === "job.heartbeat") {
      requireHolder(event, holder);
      holders.set(jobId, holderOf(event));
    } else if (type === "job.lease_expired") {
      if (holder === undefined || timeOf(event) < holder.endsMs) throw new Violation(`${event.event_id} ends no lease`);
      holders.delete(jobId);
    } else if (type === "job.completed" || type === "job.failed") {
      if (isExhausted(event)) requireNobody(event, holder);
      else requireHolder(event, holder);
      holders.delete(jobId);
    } else if (type === "job.cancelled") holders.delete(jobId);
  }
}

function holderOf({ payload }: LedgerEvent): Holder {
  return {
    token: payload?.claim_token,
    epoch: payload?.lease_epoch,
    endsMs: Date.parse(String(payload?.["lease_expires_at"])),
  };
}

function requireHolder(event: LedgerEvent, holder: Holder | undefined): void {
  const { token, epoch } = holderOf(event);
  if (holder === undefined || holder.token !== token || holder.epoch !== epoch)
    throw new Violation(`${event.event_id} is of a fenced worker`);
  if (timeOf(event) >= holder.endsMs) throw new Violation(`${event.event_id} came after the end of its lease`);
}

function requireNobody(event: LedgerEvent, holder: Holder | undefined): void {
  if (holder !== undefined) throw new Violation(`${event.event_id} gives up a job that is held`);
}

/** The daemon itself ends a job whose attempts are used up; it holds no claim. */
function isExhausted({ payload }: LedgerEvent): boolean {
  return payload?.claim_token === undefined;
}

function timeOf({ occurred_at: text }: LedgerEvent): number {
  return Date.parse(text);
}
