import type { Job } from "./job.js";
import { JobIndex } from "./job-index.js";
import type { JobType, ProjectionName } from "./vocabulary.js";
import { JOB_TYPES } from "./vocabulary.js";

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
  /** Names of claims that the rows do not tell, because others came after them. */
  readonly claims: readonly (readonly [name: string, jobId: string])[];
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
  readonly #claims = new Map<string, string>();
  /** Of the rows that this state holds itself. */
  readonly #index = new JobIndex();
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

  /** The job that the claim of this name was made on; claims are remembered when they are long over. */
  jobOfClaim(name: string): Job | undefined {
    const jobId = this.#claims.get(name);
    return jobId === undefined ? this.#base?.jobOfClaim(name) : this.job(jobId);
  }

  /** The jobs that may be claimed now, in queue order; of the given types, or all that have one. */
  *claimable(now: number, types: readonly JobType[] = JOB_TYPES): Generator<Job> {
    const wanted = new Set(types);
    const ended = this.lapsed(now).filter(({ jobType }) => jobType !== undefined && wanted.has(jobType));
    yield* inOrder([ended, ...Array.from(wanted, (type) => this.#waiting(type))]);
  }

  /** How many jobs of a type wait to be claimed. Not for a branch. */
  waitingCount(type: JobType): number {
    return this.#index.waiting(type).size;
  }

  /** The running jobs whose lease protects them no more, in queue order. */
  lapsed(now: number): readonly Job[] {
    const own = this.#index.leases.ended(now).flatMap((jobId) => this.#jobs.get(jobId) ?? []);
    const base = this.#base?.lapsed(now).filter(({ jobId }) => !this.#jobs.has(jobId)) ?? [];
    return [...base, ...own].sort((one, other) => one.ordinal - other.ordinal);
  }

  /** A time before which no lease ends; undefined when there is none. Not for a branch. */
  get nextLeaseEndMs(): number | undefined {
    return this.#index.leases.nextEndMs;
  }

  *#waiting(type: JobType): Generator<Job> {
    const base = this.#base;
    yield* inOrder([base === undefined ? [] : this.#unchanged(base.#waiting(type)), this.#own(type)]);
  }

  *#own(type: JobType): Generator<Job> {
    for (const jobId of this.#index.waiting(type)) {
      const job = this.#jobs.get(jobId);
      if (job !== undefined) yield job;
    }
  }

  /** The rows of the base that this branch has not replaced. */
  *#unchanged(jobs: Iterable<Job>): Generator<Job> {
    for (const job of jobs) if (!this.#jobs.has(job.jobId)) yield job;
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
    const previous = this.#jobs.get(job.jobId);
    if (previous === undefined && this.#base?.job(job.jobId) === undefined) this.#jobCount++;
    this.#jobs.set(job.jobId, job);
    this.#index.follow(previous, job);
    const { idempotencyKey: key, claimName } = job;
    if (key !== undefined && !this.#keys.has(key)) this.#keys.set(key, job.jobId);
    if (claimName !== undefined) this.#claims.set(claimName, job.jobId);
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
      claims: [...this.#claims].filter(([name, jobId]) => this.#jobs.get(jobId)?.claimName !== name),
    };
  }

  /** Takes back what {@link rest} gave, after every row was put in queue order. */
  restore({ eventCount, lastEventId, manifests, ahead, keys, claims }: StateRest): void {
    this.#eventCount = eventCount;
    this.#lastEventId = lastEventId;
    this.#manifests = new Map(manifests);
    for (const id of ahead) this.#noteAhead(id);
    for (const [key, jobId] of keys) this.#keys.set(key, jobId);
    for (const [name, jobId] of claims) this.#claims.set(name, jobId);
  }

  /** Takes over everything a branch of this state holds. The branch must not be used afterwards. */
  merge(branch: QueueState): void {
    for (const job of branch.#jobs.values()) this.put(job);
    for (const [key, jobId] of branch.#keys) if (!this.#keys.has(key)) this.#keys.set(key, jobId);
    for (const [name, jobId] of branch.#claims) this.#claims.set(name, jobId);
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

/** The jobs of several lists, each in queue order, as one. */
function* inOrder(lists: readonly Iterable<Job>[]): Generator<Job> {
  const iterators = lists.map((list) => list[Symbol.iterator]());
  const heads = iterators.map((iterator) => iterator.next());
  for (;;) {
    let first: number | undefined;
    for (const [index, head] of heads.entries()) {
      const least = first === undefined ? undefined : heads[first];
      if (!head.done && (least === undefined || least.done || head.value.ordinal < least.value.ordinal)) first = index;
    }
    const head = first === undefined ? undefined : heads[first];
    if (first === undefined || head === undefined || head.done) return;
    yield head.value;
    heads[first] = iterators[first]?.next() ?? { done: true, value: undefined };
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
