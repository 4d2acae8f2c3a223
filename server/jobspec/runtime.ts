import { FileLedger } from "../kernel/ledger/file-ledger.js";
import type { CorruptRecord } from "../kernel/ledger/event.js";
import { LedgerError } from "../kernel/ledger/ledger.js";
import type { FileLedgerOptions } from "../kernel/ledger/ledger-file.js";
import type { Failpoint, PipelineOptions } from "../kernel/pipeline.js";
import { Pipeline } from "../kernel/pipeline.js";
import type { Clock } from "../kernel/ports/clock.js";
import { ledgerPlace } from "./ledger-place.js";
import { FileProjections } from "./projections/file-projections.js";
import type { View } from "./projections/view.js";
import type { Claim, QueueCommand, QueueOutcome } from "./queue/command.js";
import { queueDecider } from "./queue/decider.js";
import type { QueueState } from "./queue/state.js";
import type { ClaimAnswer, ClaimOptions } from "./claims/claim-desk.js";
import { ClaimDesk } from "./claims/claim-desk.js";
import { LeaseSweep } from "./claims/lease-sweep.js";

/** What the runtime runs on: what its pipeline does, and where the ledger's files are. */
export type RuntimeOptions = Omit<PipelineOptions<QueueState, QueueCommand, QueueOutcome>, "decider" | "ledger"> &
  Pick<FileLedgerOptions, "storage" | "segmentBytes">;

/** Which events to read. */
export interface EventQuery {
  /** The events behind this one; default all. */
  readonly since: string | undefined;
  /** At most so many; default no limit. */
  readonly limit: number | undefined;
}

/** Events as they are stored. */
export interface StoredEvents {
  readonly count: number;
  /** JSON texts in order, a few at a time. */
  readonly texts: AsyncIterable<readonly string[]>;
  readonly corrupt: readonly CorruptRecord[];
  /** Of the whole ledger. */
  readonly lastEventId: string | undefined;
}

interface Opened {
  readonly ledger: FileLedger;
  readonly pipeline: Pipeline<QueueState, QueueCommand, QueueOutcome>;
  readonly projections: FileProjections;
  readonly desk: ClaimDesk;
  readonly sweep: LeaseSweep;
}

/** Who records what nobody asked for. */
const DAEMON_ACTOR = "agentopsd";

/**
 * The JobSpec queue on its ledger, and the projections that it keeps in files beside it.
 *
 * A ledger that cannot be read does not keep it from starting: every read and every command then fails with the
 * {@link LedgerError} that opening gave.
 */
export class JobspecRuntime {
  readonly #clock: Clock;
  readonly #opened: Opened | LedgerError;

  private constructor(clock: Clock, opened: Opened | LedgerError) {
    this.#clock = clock;
    this.#opened = opened;
  }

  /** Opens the ledger below the storage's root and folds it. */
  static async open(options: RuntimeOptions): Promise<JobspecRuntime> {
    return new JobspecRuntime(options.clock, await openLedger(options));
  }

  /** What is durable now. */
  view(): View {
    return viewOf(this.#use());
  }

  /** The wall clock; unlike a view's moment it does not depend on the ledger. */
  wallClock(): number {
    return this.#clock.now();
  }

  /** Decides a command; resolves once the answer is durable. Rejects as {@link Pipeline.execute} does. */
  async execute(command: QueueCommand, failpoint?: Failpoint): Promise<QueueOutcome> {
    return this.#use().pipeline.execute(command, failpoint);
  }

  /** Claims a job, waiting for one as long as the options say. Rejects as {@link Pipeline.execute} does. */
  async claim(command: Claim, options: ClaimOptions): Promise<ClaimAnswer> {
    return this.#use().desk.claim(command, options);
  }

  /** How many callers wait for a job. */
  get waitingClaims(): number {
    return this.#use().desk.waiting;
  }

  /** Sends away whoever waits for a job, and lets nobody wait any more. */
  stopWaiting(): void {
    if (!(this.#opened instanceof LedgerError)) this.#opened.desk.stop();
  }

  /** Events behind a cursor, at most `limit` of them; undefined when no event has that id. */
  async storedEvents({ since, limit }: EventQuery): Promise<StoredEvents | undefined> {
    const { ledger, pipeline } = this.#use();
    const { eventCount, lastEventId } = pipeline.state;
    const found = since === undefined ? -1 : await ledger.find(since);
    if (found === undefined) return undefined;
    // What is durable but not folded yet is left for the next reader, so that the last id fits the list.
    const size = Math.min(ledger.size, eventCount);
    const from = Math.min(found + 1, size);
    const to = limit === undefined ? size : Math.min(size, from + limit);
    return { count: to - from, texts: ledger.events({ from, to }), corrupt: ledger.corrupt, lastEventId };
  }

  /** Resolves once everything in the ledger has been read since the start, also what a checkpoint made unnecessary. */
  async verified(): Promise<void> {
    await this.#use().ledger.verify();
  }

  /** Writes all projections that have files, and records it; resolves with what kept it from being done. */
  rebuildProjections(): Promise<readonly string[]> {
    return this.#use().projections.rebuild();
  }

  /** Answers what waits, closes the ledger, and writes the projections a last time. */
  async close(): Promise<void> {
    if (this.#opened instanceof LedgerError) return;
    const { pipeline, projections, desk, sweep } = this.#opened;
    desk.stop();
    sweep.stop();
    try {
      await pipeline.close();
    } finally {
      // What was answered last is to be shown, too.
      await projections.close();
    }
  }

  #use(): Opened {
    if (this.#opened instanceof LedgerError) throw this.#opened;
    return this.#opened;
  }
}

function viewOf({ ledger, pipeline, projections }: Opened): View {
  return {
    state: pipeline.state,
    corruptCount: ledger.corrupt.length,
    damage: ledger.refusal?.message,
    now: pipeline.now(),
    files: projections.standings,
  };
}

async function openLedger(options: RuntimeOptions): Promise<Opened | LedgerError> {
  try {
    const { storage, segmentBytes } = options;
    return await startQueue(await FileLedger.open({ ...ledgerPlace(storage), segmentBytes }), options);
  } catch (fault) {
    if (fault instanceof LedgerError) return fault;
    throw fault;
  }
}

async function startQueue(ledger: FileLedger, options: RuntimeOptions): Promise<Opened> {
  const pipeline = await Pipeline.start({
    ...options,
    decider: queueDecider,
    ledger,
    onCommit: (commit) => {
      opened.projections.follow();
      opened.sweep.follow();
      opened.desk.offer();
      options.onCommit?.(commit);
    },
  });
  const projections = new FileProjections({
    ...options,
    view: () => viewOf(opened),
    mark: (command) => pipeline.execute(command),
    onNotice: options.onNotice ?? (() => undefined),
  });
  const sweep = new LeaseSweep({
    scheduler: options.scheduler,
    now: () => pipeline.now(),
    nextEndMs: () => pipeline.state.nextLeaseEndMs,
    expire: async () => void (await pipeline.execute({ kind: "expire", actor: DAEMON_ACTOR })),
  });
  const desk = new ClaimDesk({
    clock: options.clock,
    scheduler: options.scheduler,
    execute: (command, failpoint, signal) => pipeline.execute(command, failpoint, signal),
    waitingCount: (type) => pipeline.state.waitingCount(type),
  });
  const opened: Opened = { ledger, pipeline, projections, desk, sweep };
  await projections.recall();
  // A file may be missing, or show less than was stored before a crash.
  projections.follow();
  sweep.follow();
  return opened;
}
