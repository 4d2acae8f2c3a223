import type { Job } from "./job.js";
import { isTerminal } from "./job.js";
import type { ProjectionName } from "./vocabulary.js";

/** Whether consumers should wait for a rebuild of a projection. */
export type ManifestStatus = "current" | "stale";

/** What a state holds beside its rows, as a checkpoint keeps it. */
export interface StateRest {
  readonly eventCount: number;
  readonly lastEventId: string | undefined;
  readonly manifests: readonly (readonly [ProjectionName, ManifestStatus])[];
  /** Ids whose number lies ahead of the event count. */
  readonly ahead: readonly string[];
  /** Keys that belong to another job than the rows say. */
  readonly keys: readonly (readonly [key: string, jobId: string])[];
}

/**
 * All jobs, in the order of their first event, with the indexes that deciding needs.
 *
 * A state may be a branch: it holds what changed and looks up the rest in its base. Rows are never changed, so a
 * branch costs only what it touches.
 */
export class QueueState {
  readonly #base: QueueState | undefined;
  readonly #jobs = new Map<string, Job>();
  readonly #keys = new Map<string, string>();
  readonly #open = new Set<string>();
  /** Ids whose number lies ahead of the event count: the only ones a new event could repeat. */
  readonly #ahead = new Map<number, Set<string>>();
  #manifests: ReadonlyMap<ProjectionName, ManifestStatus>;
  #jobCount: number;
  #eventCount: number;
  #lastEventId: string | undefined;

  constructor(base?: QueueState) {
    this.#base = base;
    this.#manifests = base?.manifests ?? new Map();
    this.#jobCount = base?.jobCount ?? 0;
    this.#eventCount = base?.eventCount ?? 0;
    this.#lastEventId = base?.lastEventId;
  }

  /** How many valid events there are. */
  get eventCount(): number {
    return this.#eventCount;
  }

  /** How many jobs there are, ended ones included. */
  get jobCount(): number {
    return this.#jobCount;
  }

  /** Id of the last event of any kind; undefined while there is none. */
  get lastEventId(): string | undefined {
    return this.#lastEventId;
  }

  /** The projections that were ever marked; absent means current. */
  get manifests(): ReadonlyMap<ProjectionName, ManifestStatus> {
    return this.#manifests;
  }

  job(jobId: string): Job | undefined {
    return this.#jobs.get(jobId) ?? this.#base?.job(jobId);
  }

  /** The first job, in queue order, that was accepted with this key. */
  jobOfKey(key: string): Job | undefined {
    const base = this.#base?.jobOfKey(key);
    if (base !== undefined) return base;
    const jobId = this.#keys.get(key);
    return jobId === undefined ? undefined : this.job(jobId);
  }

  /** All jobs in queue order. */
  *jobs(): Generator<Job> {
    if (this.#base !== undefined) for (const job of this.#base.jobs()) yield this.#jobs.get(job.jobId) ?? job;
    for (const job of this.#jobs.values()) if (this.#base?.job(job.jobId) === undefined) yield job;
  }

  /** The jobs that have not ended, in queue order. */
  *openJobs(): Generator<Job> {
    if (this.#base !== undefined) {
      for (const job of this.#base.openJobs()) {
        const current = this.#jobs.get(job.jobId) ?? job;
        if (!isTerminal(current.status)) yield current;
      }
    }
    for (const jobId of this.#open) {
      const job = this.#jobs.get(jobId);
      if (job !== undefined && this.#base?.job(jobId) === undefined) yield job;
    }
  }

  /** True when an event with this id, whose number is `sequence`, is stored already. */
  hasEvent(eventId: string, sequence: number): boolean {
    if (this.#ahead.get(sequence)?.has(eventId) === true) return true;
    return this.#base?.hasEvent(eventId, sequence) ?? false;
  }

  /** Counts an event of any kind and remembers its id as far as it could come up again. */
  countEvent(eventId: string): void {
    this.#eventCount++;
    this.#lastEventId = eventId;
    this.#ahead.delete(this.#eventCount);
    this.#noteAhead(eventId);
  }

  #noteAhead(eventId: string): void {
    const sequence = sequenceOf(eventId);
    if (sequence <= this.#eventCount) return;
    const ids = this.#ahead.get(sequence) ?? new Set();
    this.#ahead.set(sequence, ids.add(eventId));
  }

  /** Stores the new row of a job. A key that two jobs claim stays with the first. */
  put(job: Job): void {
    if (this.job(job.jobId) === undefined) this.#jobCount++;
    this.#jobs.set(job.jobId, job);
    if (isTerminal(job.status)) this.#open.delete(job.jobId);
    else this.#open.add(job.jobId);
    const key = job.idempotencyKey;
    if (key !== undefined && !this.#keys.has(key)) this.#keys.set(key, job.jobId);
  }

  /** Marks projections as stale or current. */
  mark(names: Iterable<ProjectionName>, status: ManifestStatus): void {
    const manifests = new Map(this.#manifests);
    for (const name of names) manifests.set(name, status);
    this.#manifests = manifests;
  }

  /** What the rows do not tell. Not for a branch. */
  rest(): StateRest {
    const derived = new Map<string, string>();
    for (const { idempotencyKey: key, jobId } of this.#jobs.values()) {
      if (key !== undefined && !derived.has(key)) derived.set(key, jobId);
    }
    return {
      eventCount: this.#eventCount,
      lastEventId: this.#lastEventId,
      manifests: [...this.#manifests],
      ahead: [...this.#ahead.values()].flatMap((ids) => [...ids]),
      keys: [...this.#keys].filter(([key, jobId]) => derived.get(key) !== jobId),
    };
  }

  /** Takes back what {@link rest} gave, after every row was put in queue order. */
  restore({ eventCount, lastEventId, manifests, ahead, keys }: StateRest): void {
    this.#eventCount = eventCount;
    this.#lastEventId = lastEventId;
    this.#manifests = new Map(manifests);
    for (const id of ahead) this.#noteAhead(id);
    for (const [key, jobId] of keys) this.#keys.set(key, jobId);
  }

  /** Takes over everything a branch of this state holds. The branch must not be used afterwards. */
  merge(branch: QueueState): void {
    for (const job of branch.#jobs.values()) this.put(job);
    for (const [key, jobId] of branch.#keys) if (!this.#keys.has(key)) this.#keys.set(key, jobId);
    for (const [sequence, ids] of branch.#ahead) {
      if (sequence <= branch.#eventCount) continue;
      const known = this.#ahead.get(sequence) ?? new Set();
      for (const id of ids) known.add(id);
      this.#ahead.set(sequence, known);
    }
    for (let sequence = this.#eventCount + 1; sequence <= branch.#eventCount; sequence++) this.#ahead.delete(sequence);
    this.#manifests = branch.#manifests;
    this.#eventCount = branch.#eventCount;
    this.#lastEventId = branch.#lastEventId;
  }
}

/** The number at the end of an event id, of 6 to 15 digits behind an underscore; 0 when there is none. */
function sequenceOf(eventId: string): number {
  const start = eventId.lastIndexOf("_") + 1;
  const digits = eventId.length - start;
  if (digits < 6 || digits > 15) return 0;
  let value = 0;
  for (let index = start; index < eventId.length; index++) {
    const digit = eventId.charCodeAt(index) - 0x30;
    if (digit < 0 || digit > 9) return 0;
    value = value * 10 + digit;
  }
  return value;
}
