import type { LedgerEvent } from "../../server/kernel/ledger/event.js";

/** What a history is judged by, job by job. */
interface Holder {
  readonly token: unknown;
  readonly epoch: number;
  endMs: number;
  isOver: boolean;
}

interface Course {
  epoch: number;
  attempt: number;
  holder: Holder | undefined;
  end: string | undefined;
}

const ENDS = ["job.completed", "job.failed", "job.cancelled"];

/**
 * What a ledger says that no queue may say of claims: a claim on a job that somebody holds or that has ended, a word of
 * a worker that holds nothing any more, a second outcome. Reads events alone and knows nothing of the code that wrote
 * them. One line for each fault; none for a sound history.
 */
export function historyFaults(events: readonly LedgerEvent[]): string[] {
  const courses = new Map<string, Course>();
  const faults: string[] = [];
  const tokens = new Set<unknown>();
  for (const event of events) {
    const course = courses.get(event.job_id) ?? { epoch: 0, attempt: 0, holder: undefined, end: undefined };
    courses.set(event.job_id, course);
    const fault =
      course.end !== undefined && event.event_type.startsWith("job.") ? "after its end" : judge(course, event);
    if (fault !== undefined) faults.push(`${event.event_id}: ${fault}`);
    const { claim_token: token } = event.payload ?? {};
    if (event.event_type === "job.claimed" && tokens.has(token))
      faults.push(`${event.event_id}: token of another claim`);
    if (event.event_type === "job.claimed") tokens.add(token);
    if (ENDS.includes(event.event_type)) course.end = event.event_type;
  }
  return faults;
}

/** The jobs that have not ended. */
export function openJobs(events: readonly LedgerEvent[]): string[] {
  const ended = new Set(events.filter(({ event_type }) => ENDS.includes(event_type)).map(({ job_id }) => job_id));
  const accepted = events.filter(({ event_type }) => event_type === "job.accepted").map(({ job_id }) => job_id);
  return [...new Set(accepted)].filter((jobId) => !ended.has(jobId));
}

function judge(course: Course, event: LedgerEvent): string | undefined {
  const now = Date.parse(event.occurred_at);
  switch (event.event_type) {
    case "job.claimed":
      return claim(course, event);
    case "job.heartbeat":
      return spoken(course, event, now) ?? extend(course, event);
    case "job.completed":
      return spoken(course, event, now);
    case "job.failed":
      return event.payload?.["claim_token"] === undefined ? exhausted(course) : spoken(course, event, now);
    case "job.lease_expired":
      return expire(course, event, now);
    default:
      return undefined;
  }
}

function claim(course: Course, { payload = {} }: LedgerEvent): string | undefined {
  const { holder } = course;
  const { lease_epoch: epoch, attempt, claim_token: token } = payload;
  course.holder = { token, epoch: Number(epoch), endMs: endOf(payload), isOver: false };
  course.epoch++;
  course.attempt++;
  if (holder !== undefined && !holder.isOver) return "claimed while another holds it";
  return epoch === course.epoch && attempt === course.attempt ? undefined : "epoch or attempt does not follow";
}

/** A worker's word counts while its claim is the last one and its lease lasts, its very end excluded. */
function spoken({ holder }: Course, { payload = {} }: LedgerEvent, now: number): string | undefined {
  if (holder === undefined || holder.isOver) return "said by a worker that holds no claim";
  if (payload["claim_token"] !== holder.token || payload["lease_epoch"] !== holder.epoch)
    return "said by a fenced worker";
  return now < holder.endMs ? undefined : "said after the lease ran out";
}

function extend({ holder }: Course, { payload = {} }: LedgerEvent): undefined {
  if (holder !== undefined) holder.endMs = endOf(payload);
  return undefined;
}

function expire({ holder }: Course, { payload = {} }: LedgerEvent, now: number): string | undefined {
  if (holder === undefined || holder.isOver) return "a lease ran out that nobody held";
  holder.isOver = true;
  if (payload["claim_token"] !== holder.token) return "the lease of another claim ran out";
  return now >= holder.endMs ? undefined : "the lease ran out before its end";
}

function exhausted({ holder }: Course): string | undefined {
  return holder?.isOver === true ? undefined : "given up while somebody holds it";
}

function endOf(payload: Readonly<Record<string, unknown>>): number {
  return Date.parse(String(payload["lease_expires_at"]));
}
