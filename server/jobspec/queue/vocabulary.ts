/** The closed sets of the contract that the queue itself depends on. */
export const JOB_TYPES = [
  "rpi.run",
  "rpi.phase",
  "dream.run",
  "dream.stage",
  "wiki.build",
  "wiki.forge",
  "openclaw.snapshot",
] as const;

/** What a job is. */
export type JobType = (typeof JOB_TYPES)[number];

/** Where a job is in its life. `degraded` is in the contract but nothing produces it. */
export type JobStatus = "queued" | "running" | "retry_waiting" | "completed" | "failed" | "cancelled";

/** The names of the manifests. */
export const PROJECTION_NAMES = [
  "rpi-registry",
  "dream-runs",
  "wiki-jobs",
  "openclaw-snapshot",
  "daemon-status",
  "daemon-job-status",
] as const;

/** One manifest. */
export type ProjectionName = (typeof PROJECTION_NAMES)[number];

/** Why a job failed, as far as the contract names it. */
export const FAILURE_CODES = [
  "daemon_unavailable",
  "provider_unreachable",
  "session_pending",
  "lost",
  "event_stream_unavailable",
  "terminal_without_transcript",
  "request_rejected",
  "projection_degraded",
  "retry_exhausted",
] as const;

/** A failure code of the contract. */
export type FailureCode = (typeof FAILURE_CODES)[number];

/** Every event type a ledger of this runtime may hold. */
export const EVENT_TYPES = [
  "job.accepted",
  "job.claimed",
  "job.heartbeat",
  "job.lease_expired",
  "job.completed",
  "job.failed",
  "job.cancelled",
  "projection.marked_stale",
  "projection.rebuilt",
] as const;

/** A job type of the contract; false for anything else, also for texts with white space around a type. */
export function isJobType(value: unknown): value is JobType {
  return (JOB_TYPES as readonly unknown[]).includes(value);
}

/** A failure code of the contract. */
export function isFailureCode(value: unknown): value is FailureCode {
  return (FAILURE_CODES as readonly unknown[]).includes(value);
}

/** A manifest of the contract. */
export function isProjectionName(value: unknown): value is ProjectionName {
  return (PROJECTION_NAMES as readonly unknown[]).includes(value);
}

/** Which projections show a job of this type, in the reference's order. */
export function defaultTargets(jobType: JobType): readonly ProjectionName[] {
  return TARGETS[jobType];
}

const SHARED = ["openclaw-snapshot", "daemon-status", "daemon-job-status"] as const;
const RPI = ["rpi-registry", ...SHARED] as const;
const DREAM = ["dream-runs", ...SHARED] as const;
const WIKI = ["wiki-jobs", ...SHARED] as const;
const TARGETS: Readonly<Record<JobType, readonly ProjectionName[]>> = {
  "rpi.run": RPI,
  "rpi.phase": RPI,
  "dream.run": DREAM,
  "dream.stage": DREAM,
  "wiki.build": WIKI,
  "wiki.forge": WIKI,
  "openclaw.snapshot": SHARED,
};
