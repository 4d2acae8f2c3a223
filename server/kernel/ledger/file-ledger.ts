import { parseTimestamp } from "../timestamp.js";
import type { Checkpoint } from "./checkpoint.js";
import { CheckpointError, anchorAt, encodeCheckpoint, readCheckpoint } from "./checkpoint.js";
import type { CorruptRecord, LedgerEvent } from "./event.js";
import { EventIndex } from "./event-index.js";
import type { EventRange, EventSource } from "./event-reader.js";
import { findEvent, readEvents } from "./event-reader.js";
import type { VisitEvent } from "./fold.js";
import { Fold } from "./fold.js";
import { writeHead } from "./head.js";
import type { Ledger, Replay } from "./ledger.js";
import { LedgerError } from "./ledger.js";
import { LedgerEnd } from "./ledger-end.js";
import type { FileLedgerOptions, OpenedLedger } from "./ledger-file.js";
import { openLedger, pathsOf, unreadable } from "./ledger-file.js";
import type { LedgerWriter } from "./ledger-writer.js";
import { MAX_LINE_BYTES } from "./lines.js";
import { quarantineLines } from "./quarantine.js";
import { decideRecovery } from "./recovery.js";
import { encodeRecord } from "./record.js";
import type { Scan, ScanOptions } from "./scan.js";
import { foldLines, foldUnended, scanLedger } from "./scan.js";
import { MAX_SEAL_BYTES } from "./seal.js";
import type { SealedBatch, Staged } from "./sealed-batch.js";
import { sealAll } from "./sealed-batch.js";

export type { FileLedgerOptions } from "./ledger-file.js";

/**
 * The embedded ledger: files of records in the reference daemon's format, each record with a seal
 * (docs/ledger-format.md). Offsets count over all files.
 *
 * The first replay recovers: it reads everything once, decides whether the end is torn or something is corrupt, and
 * cuts only what was never acknowledged. The first file is created by the first commit; one that is long enough is
 * sealed by the next commit.
 */
export class FileLedger implements Ledger {
  readonly #options: FileLedgerOptions;
  readonly #opened: OpenedLedger;
  readonly #path: string;
  readonly #headPath: string;
  #scan: Scan | undefined;
  #corrupt: readonly CorruptRecord[] = [];
  #end: LedgerEnd | undefined;
  /** Of the events behind the checkpoint this started from, until those before it are read too. */
  #index = new EventIndex();
  #checkpoint: Checkpoint | undefined;
  #verified: Promise<void> | undefined;
  #staged: Staged[] = [];
  /** Of the last event, milliseconds since the epoch. */
  #latestMs = 0;
  #quarantined = false;
  #closed: LedgerError | undefined;

  private constructor(options: FileLedgerOptions, opened: OpenedLedger) {
    this.#options = options;
    [this.#path, this.#headPath] = pathsOf(options);
    this.#opened = opened;
  }

  /** Opens the ledger of a directory, which need not exist; rejects with `unreadable`. */
  static async open(options: FileLedgerOptions): Promise<FileLedger> {
    return new FileLedger(options, await openLedger(options, true));
  }

  get corrupt(): readonly CorruptRecord[] {
    return this.#corrupt;
  }

  get refusal(): LedgerError | undefined {
    return this.#scan?.recovery.mode === "refusing" ? this.#damaged(this.#scan) : undefined;
  }

  /** Name of the row of the recovery table that opening came to; undefined before the first replay. */
  get recoveryRow(): string | undefined {
    return this.#scan?.recovery.row;
  }

  async replay(visit: VisitEvent): Promise<Replay> {
    try {
      if (this.#end === undefined) return await this.#recover(visit);
      const { bytes } = this.#opened;
      const fold = new Fold({ bytes, eventTypes: this.#options.eventTypes, visit });
      await foldLines(fold, { bytes, ...this.#options }, { endBytes: this.#end.durable });
      return { events: fold.events, corrupt: this.#corrupt };
    } catch (fault) {
      if (fault instanceof LedgerError) throw fault;
      throw unreadable(this.#path, fault);
    }
  }

  get size(): number {
    return (this.#checkpoint?.events ?? 0) + this.#index.size;
  }

  async startFromCheckpoint(version: string, take: (checkpoint: Checkpoint) => void): Promise<void> {
    const { bytes, endBytes } = this.#opened;
    if (endBytes === 0 || this.#scan !== undefined) return;
    const checkpoint = await readCheckpoint(this.#options.storage, this.#checkpointPath());
    if (checkpoint === undefined) return;
    if (checkpoint.version !== version) throw new CheckpointError(`it is of ${checkpoint.version}, not ${version}`);
    const fits = checkpoint.bytes <= endBytes && (await anchorAt(bytes, checkpoint.bytes)) === checkpoint.anchor;
    if (!fits) throw new CheckpointError("it is of another ledger");
    take(checkpoint);
    this.#checkpoint = checkpoint;
    this.#latestMs = checkpoint.latestMs;
  }

  async saveCheckpoint(state: Pick<Checkpoint, "version" | "latestMs" | "state">): Promise<void> {
    const { storage, directory } = this.#options;
    const writer = this.#end?.isPrepared === true ? this.#end.writer : undefined;
    // The state of a damaged ledger must not outlive its repair.
    const isSound = this.#scan?.recovery.mode === "open" && this.#corrupt.length === 0;
    if (!isSound || writer === undefined || writer.stopped !== undefined) return;
    try {
      const { durable: bytes, durableLines: lines } = writer;
      const anchor = await anchorAt(this.#opened.bytes, bytes);
      const text = encodeCheckpoint({ ...state, bytes, lines, events: this.size, anchor });
      await storage.replace(this.#checkpointPath(), text);
      await storage.syncDirectory(directory);
    } catch {
      // The next start reads the ledger instead.
    }
  }

  verify(): Promise<void> {
    this.#verified ??= this.#verify();
    return this.#verified;
  }

  async *events(range: EventRange): AsyncGenerator<readonly string[]> {
    await this.verify();
    const source = this.#source();
    if (source !== undefined) yield* this.#reading(readEvents(source, range));
  }

  async find(eventId: string): Promise<number | undefined> {
    await this.verify();
    const source = this.#source();
    try {
      return source === undefined ? undefined : await findEvent(source, eventId);
    } catch (fault) {
      throw fault instanceof LedgerError ? fault : unreadable(this.#path, fault);
    }
  }

  async quarantine(): Promise<void> {
    if (this.#quarantined || this.#closed !== undefined || this.#corrupt.length === 0) return;
    this.#quarantined = true;
    const { storage, directory } = this.#options;
    const { bytes } = this.#opened;
    this.#corrupt = await quarantineLines({ storage, directory, bytes, corrupt: this.#corrupt });
  }

  stage(events: readonly LedgerEvent[]): number {
    const staged = events.map((event) => ({ eventId: event.event_id, line: encodeRecord(event).slice(0, -1) }));
    let bytes = 0;
    for (const { line } of staged) {
      const length = Buffer.byteLength(line) + MAX_SEAL_BYTES;
      if (length > MAX_LINE_BYTES) throw new LedgerError("not-storable", "record is longer than a line may be");
      bytes += length;
    }
    this.#staged.push(...staged);
    const last = events.at(-1);
    this.#latestMs = Math.max(this.#latestMs, last === undefined ? 0 : (parseTimestamp(last.occurred_at) ?? 0));
    return bytes;
  }

  async commit(): Promise<void> {
    const staged = this.#staged;
    this.#staged = [];
    if (this.#closed !== undefined) throw this.#closed;
    if (this.refusal !== undefined) throw this.refusal;
    if (this.#end === undefined) throw new LedgerError("not-stored", "append ledger: it has not been replayed");
    const writer = await this.#writable(this.#end);
    let batch: SealedBatch | undefined;
    await writer.write(staged.length, (at, durable) => {
      batch = sealAll(staged, at, durable);
      return batch.bytes;
    });
    for (const [index, { eventId }] of staged.entries()) this.#index.add(eventId, batch?.offsets[index] ?? 0);
  }

  rest(): void {
    if (this.#end?.isPrepared === true) this.#end.writer?.mark();
  }

  async settle(): Promise<void> {
    const writer = this.#end?.isPrepared === true ? this.#end.writer : undefined;
    if (writer === undefined || writer.stopped !== undefined || this.#closed !== undefined) return;
    try {
      writer.mark();
      await writer.settle();
      await this.#writeHead(writer);
    } catch {
      // A head is no part of the ledger; a failed sync is remembered by the writer and told to the next commit.
    }
  }

  async close(): Promise<void> {
    await this.settle();
    this.#closed ??= new LedgerError("closed", "append ledger: the ledger is closed");
    await (this.#end === undefined ? this.#opened.live : this.#end)?.close();
  }

  async #recover(visit: VisitEvent): Promise<Replay> {
    const take: VisitEvent = (event, occurredAtMs, line) => {
      this.#index.add(event.event_id, line.offset);
      if (occurredAtMs > this.#latestMs) this.#latestMs = occurredAtMs;
      visit(event, occurredAtMs, line);
    };
    this.#index = new EventIndex();
    const whole: ScanOptions = { ...this.#opened, ...this.#options, visit: take, behind: this.#checkpoint };
    const scan = await scanLedger(whole);
    this.#scan = scan;
    this.#corrupt = scan.corrupt;
    const end = new LedgerEnd(this.#options, this.#opened, scan);
    // A file nobody but the reference has written to is not touched before it has to be.
    if (scan.recovery.mode === "refusing") await this.quarantine();
    else if (scan.unended !== undefined) await endLine(end);
    else if (scan.isOwn || scan.cutAt !== undefined) await end.tryPrepare();
    const last = await foldUnended(scan, whole);
    this.#end = end;
    return { events: scan.events + last, corrupt: this.#corrupt };
  }

  /** Folds nothing: the events are in the checkpoint's state. Their places are what is missing. */
  async #verify(): Promise<void> {
    const checkpoint = this.#checkpoint;
    if (checkpoint === undefined || this.#closed !== undefined || this.#end === undefined) return;
    const index = new EventIndex();
    const visit: VisitEvent = (event, _occurredAtMs, line) => {
      index.add(event.event_id, line.offset);
    };
    try {
      // The checkpoint is the head of what comes before it: all of that was durable.
      const before = { ...this.#opened, ...this.#options, endBytes: checkpoint.bytes, head: checkpoint, visit };
      this.#adopt(checkpoint, { scan: await scanLedger(before), index });
    } catch (fault) {
      // Reads that need the places fail, and try again.
      this.#verified = undefined;
      if (this.#closed === undefined) throw unreadable(this.#path, fault);
    }
  }

  #adopt(checkpoint: Checkpoint, { scan, index }: { readonly scan: Scan; readonly index: EventIndex }): void {
    if (this.#scan === undefined) return;
    const { recovery, faults } = scan;
    if (recovery.mode !== "open") {
      this.#scan = { ...this.#scan, recovery, faults };
      this.#corrupt = [...scan.corrupt, ...this.#corrupt];
    } else if (scan.events !== checkpoint.events) {
      const short = decideRecovery({ missing: "end", damage: "none", tail: "whole" });
      this.#scan = { ...this.#scan, recovery: short };
    }
    index.append(this.#index);
    this.#index = index;
    this.#checkpoint = undefined;
  }

  #checkpointPath(): string {
    return this.#headPath.replace(/head$/, "checkpoint");
  }

  /** The writer of a file with room in it. */
  async #writable(end: LedgerEnd): Promise<LedgerWriter> {
    const writer = await end.writable();
    if (!end.isFull) return writer;
    await writer.seal();
    // It says how long the sealed files are together, which nothing in a file that is still empty does.
    await this.#writeHead(writer).catch(() => undefined);
    await end.roll(this.#latestMs);
    return end.writable();
  }

  async #writeHead({ durable: bytes, durableLines: lines }: LedgerWriter): Promise<void> {
    const { storage, directory } = this.#options;
    await writeHead(storage, this.#headPath, { bytes, lines, events: this.size });
    await storage.syncDirectory(directory);
  }

  #source(): EventSource | undefined {
    if (this.#end === undefined || this.#closed !== undefined) return undefined;
    const { eventTypes } = this.#options;
    return { bytes: this.#opened.bytes, index: this.#index, endBytes: this.#end.durable, eventTypes };
  }

  async *#reading(pages: AsyncGenerator<readonly string[]>): AsyncGenerator<readonly string[]> {
    try {
      yield* pages;
    } catch (fault) {
      throw fault instanceof LedgerError ? fault : unreadable(this.#path, fault);
    }
  }

  #damaged({ recovery, faults }: Scan): LedgerError {
    const [[first], [fault]] = [this.#corrupt, faults];
    const { endBytes, head } = this.#opened;
    const bytes = `it has ${endBytes} bytes, its head says ${head?.bytes ?? 0}`;
    const place = first === undefined ? "records are missing" : `byte ${first.offset}: ${first.error}`;
    const isShort = recovery.row === "truncated" && (head?.bytes ?? 0) > endBytes;
    const what = fault === undefined ? (isShort ? bytes : place) : `${fault.name}: ${fault.error}`;
    return new LedgerError("damaged", `ledger is damaged (${what}); mutations are refused until it is repaired`);
  }
}

/** Ends a whole last line, without which its record could still be lost; rejects with `unreadable`. */
async function endLine(end: LedgerEnd): Promise<void> {
  try {
    await end.prepare();
  } catch (fault) {
    throw fault instanceof LedgerError ? new LedgerError("unreadable", fault.message, fault) : fault;
  }
}
