import { JsonText } from "../../http/json-pieces.js";
import type { Job } from "../queue/job.js";
import { isLeaseExpired } from "../queue/job.js";
import type { ProjectionRow, QueueRow } from "./rows.js";
import { projectionRow, queueRow } from "./rows.js";

/** Both rows of a job as JSON. */
export interface JobTexts {
  /** Undefined for a job that the queue does not show. */
  readonly queue: JsonText | undefined;
  readonly projection: JsonText;
}

/** Looks at rows before their texts are kept; throws when they break the contract. */
export type CheckRows = (queue: QueueRow | undefined, projection: ProjectionRow) => void;

interface Kept extends JobTexts {
  readonly job: Job;
  /** The one thing in a row that time changes. */
  readonly expired: boolean;
}

/**
 * The rows of jobs as JSON texts, each made and checked once for as long as it stays the same. Holds about as many
 * bytes as the texts have characters, for every job it was asked for.
 */
export class RowTexts {
  readonly #check: CheckRows;
  /** By the ordinal of the job. */
  readonly #kept: Kept[] = [];

  constructor(check: CheckRows) {
    this.#check = check;
  }

  /** The rows of a job at a moment. Throws what the check throws. */
  of(job: Job, now: number): JobTexts {
    const expired = isLeaseExpired(job, now);
    const kept = this.#kept[job.ordinal];
    if (kept?.job === job && kept.expired === expired) return kept;
    const made = { job, expired, ...this.#make(job, now) };
    this.#kept[job.ordinal] = made;
    return made;
  }

  #make(job: Job, now: number): JobTexts {
    const queue = queueRow(job, now);
    const projection = projectionRow(job, now);
    this.#check(queue, projection);
    return {
      queue: queue === undefined ? undefined : new JsonText(JSON.stringify(queue)),
      projection: new JsonText(JSON.stringify(projection)),
    };
  }
}
