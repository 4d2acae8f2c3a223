import {
  eventTypeValues,
  failureCodeValues,
  jobTypeValues,
  projectionNameValues,
} from "../../../generated/jobspec/enums.js";
import type { FailureCode, JobType, ProjectionName } from "../../../generated/jobspec/types.js";

export type { FailureCode, JobType, ProjectionName };

/** The closed sets of the contract that the queue itself depends on. */
export const JOB_TYPES = jobTypeValues;
export const PROJECTION_NAMES = projectionNameValues;
/** Every event type a ledger of this runtime may hold. */
export const EVENT_TYPES = eventTypeValues;

/** Where a job is in its life. `degraded` is in the contract but nothing produces it. */
export const JOB_STATUSES = ["queued", "running", "retry_waiting", "completed", "failed", "cancelled"] as const;
export type JobStatus = (typeof JOB_STATUSES)[number];

/** A job type of the contract; false for anything else, also for texts with white space around a type. */
export function isJobType(value: unknown): value is JobType {
  return (JOB_TYPES as readonly unknown[]).includes(value);
}

/** A failure code of the contract. */
export function isFailureCode(value: unknown): value is FailureCode {
  return (failureCodeValues as readonly unknown[]).includes(value);
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
