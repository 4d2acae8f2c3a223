import type { StorageFile } from "../ports/storage.js";
import { faultReason } from "../ports/storage.js";
import type { Checkpoint } from "./checkpoint.js";
import { CheckpointError, anchorAt, encodeCheckpoint, readCheckpoint } from "./checkpoint.js";
import type { CorruptRecord, LedgerEvent } from "./event.js";
import { EventIndex } from "./event-index.js";
import type { EventRange, EventSource } from "./event-reader.js";
import { findEvent, readEvents } from "./event-reader.js";
import type { VisitEvent } from "./fold.js";
import { Fold } from "./fold.js";
import type { LedgerHead } from "./head.js";
import { writeHead } from "./head.js";
import type { Ledger, Replay } from "./ledger.js";
import { LedgerError } from "./ledger.js";
import type { FileLedgerOptions, OpenedFile } from "./ledger-file.js";
import { openFile, pathsOf, syncNames, unreadable } from "./ledger-file.js";
import { LedgerWriter } from "./ledger-writer.js";
import { MAX_LINE_BYTES } from "./lines.js";
import { quarantineLines } from "./quarantine.js";
import { decideRecovery } from "./recovery.js";
import { encodeRecord } from "./record.js";
import type { Scan } from "./scan.js";
import { foldLines, foldUnended, scanLedger } from "./scan.js";
import { MARK, MAX_SEAL_BYTES } from "./seal.js";
import type { SealedBatch, Staged } from "./sealed-batch.js";
import { sealAll } from "./sealed-batch.js";
import { quarantineTail } from "./tail.js";

export type { FileLedgerOptions } from "./ledger-file.js";

/**
 * The embedded ledger: one file of records in the reference daemon's format, each with a seal (docs/ledger-format.md).
 *
 * The first replay recovers: it reads the file once, decides whether its end is torn or it is corrupt, and cuts only
 * what was never acknowledged. The file is created by the first commit.
 */
export class FileLedger implements Ledger {
  readonly #options: FileLedgerOptions;
  readonly #path: string;
  readonly #headPath: string;
  readonly #head: LedgerHead | undefined;
  #file: StorageFile | undefined;
  /** Length of the file when it was opened; all of it was synced then. */
  readonly #openedBytes: number;
  #scan: Scan | undefined;
  #corrupt: readonly CorruptRecord[] = [];
  #writer: LedgerWriter | undefined;
  /** Of the events behind the checkpoint this started from, until those before it are read too. */
  #index = new EventIndex();
  #checkpoint: Checkpoint | undefined;
  #verified: Promise<void> | undefined;
  #staged: Staged[] = [];
  #quarantined = false;
  /** The torn tail is put aside, the last line ended, and a mark stands before the first sealed record. */
  #isPrepared = false;
  #closed: LedgerError | undefined;

  private constructor(options: FileLedgerOptions, { file, bytes, head }: OpenedFile) {
    this.#options = options;
    [this.#path, this.#headPath] = pathsOf(options);
    this.#file = file;
    this.#openedBytes = bytes;
    this.#head = head;
  }

  /** Opens the ledger of a directory, which need not exist; rejects with `unreadable`. */
  static async open(options: FileLedgerOptions): Promise<FileLedger> {
    return new FileLedger(options, await openFile(options));
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
      if (this.#scan === undefined) return await this.#recover(visit);
      if (this.#file === undefined) return { events: 0, corrupt: this.#corrupt };
      const fold = new Fold({ file: this.#file, eventTypes: this.#options.eventTypes, visit });
      await foldLines(fold, this.#options, { file: this.#file, endBytes: this.#writer?.durable ?? 0 });
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
    if (this.#file === undefined || this.#scan !== undefined) return;
    const checkpoint = await readCheckpoint(this.#options.storage, this.#checkpointPath());
    if (checkpoint === undefined) return;
    if (checkpoint.version !== version) throw new CheckpointError(`it is of ${checkpoint.version}, not ${version}`);
    const { bytes } = checkpoint;
    const fits = bytes <= this.#openedBytes && (await anchorAt(this.#file, bytes)) === checkpoint.anchor;
    if (!fits) throw new CheckpointError("it is of another ledger");
    take(checkpoint);
    this.#checkpoint = checkpoint;
  }

  async saveCheckpoint(state: Pick<Checkpoint, "version" | "latestMs" | "state">): Promise<void> {
    const { storage, directory } = this.#options;
    const [writer, file] = [this.#writer, this.#file];
    // The state of a damaged ledger must not outlive its repair.
    const isSound = this.#scan?.recovery.mode === "open" && this.#corrupt.length === 0;
    if (!isSound || !this.#isPrepared || writer === undefined || file === undefined) return;
    if (writer.stopped !== undefined) return;
    try {
      const { durable: bytes, durableLines: lines } = writer;
      const anchor = await anchorAt(file, bytes);
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
    if (this.#quarantined || this.#file === undefined || this.#corrupt.length === 0) return;
    this.#quarantined = true;
    const { storage, directory } = this.#options;
    this.#corrupt = await quarantineLines({ storage, directory, file: this.#file, corrupt: this.#corrupt });
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
    return bytes;
  }

  async commit(): Promise<void> {
    const staged = this.#staged;
    this.#staged = [];
    if (this.#closed !== undefined) throw this.#closed;
    if (this.refusal !== undefined) throw this.refusal;
    const writer = await this.#writable();
    let batch: SealedBatch | undefined;
    await writer.write(staged.length, (at, durable) => {
      batch = sealAll(staged, at, durable);
      return batch.bytes;
    });
    for (const [index, { eventId }] of staged.entries()) this.#index.add(eventId, batch?.offsets[index] ?? 0);
  }

  rest(): void {
    if (this.#isPrepared) this.#writer?.mark();
  }

  async settle(): Promise<void> {
    if (!this.#isPrepared || this.#writer?.stopped !== undefined || this.#closed !== undefined) return;
    const { storage, directory } = this.#options;
    const writer = this.#writer;
    if (writer === undefined) return;
    try {
      writer.mark();
      await writer.settle();
      const { durable: bytes, durableLines: lines } = writer;
      await writeHead(storage, this.#headPath, { bytes, lines, events: this.size });
      await storage.syncDirectory(directory);
    } catch {
      // A head is no part of the ledger; a failed sync is remembered by the writer and told to the next commit.
    }
  }

  async close(): Promise<void> {
    await this.settle();
    this.#closed ??= new LedgerError("closed", "append ledger: the ledger is closed");
    const file = this.#file;
    this.#file = undefined;
    await file?.close();
  }

  async #recover(visit: VisitEvent): Promise<Replay> {
    const { eventTypes } = this.#options;
    const take: VisitEvent = (event, occurredAtMs, line) => {
      this.#index.add(event.event_id, line.offset);
      visit(event, occurredAtMs, line);
    };
    const whole = { file: this.#file, endBytes: this.#openedBytes, eventTypes, visit: take };
    const scan = await scanLedger({ ...whole, head: this.#head, behind: this.#checkpoint });
    this.#scan = scan;
    this.#corrupt = scan.corrupt;
    const { cutAt, lines, staysBytes } = scan;
    const isCut = cutAt !== undefined;
    if (this.#file !== undefined) {
      this.#writer = new LedgerWriter(this.#file, {
        durable: staysBytes,
        lines: isCut ? cutAt.number - 1 : lines,
        tornEnd: isCut ? this.#openedBytes : undefined,
        isMarked: scan.endsInMark,
      });
      // A file nobody but the reference has written to is not touched before it has to be.
      if (scan.recovery.mode === "refusing") await this.quarantine();
      else if (scan.unended !== undefined) await this.#end();
      else if (scan.isOwn || isCut) await this.#tryPrepare();
    }
    return { events: scan.events + (await foldUnended(scan, whole)), corrupt: this.#corrupt };
  }

  /** Ends a whole last line, without which its record could still be lost; rejects with `unreadable`. */
  async #end(): Promise<void> {
    try {
      await this.#prepare();
    } catch (fault) {
      throw fault instanceof LedgerError ? new LedgerError("unreadable", fault.message, fault) : fault;
    }
  }

  /** Folds nothing: the events are in the checkpoint's state. Their places are what is missing. */
  async #verify(): Promise<void> {
    const [checkpoint, file] = [this.#checkpoint, this.#file];
    if (checkpoint === undefined || file === undefined || this.#scan === undefined) return;
    const { eventTypes } = this.#options;
    const index = new EventIndex();
    const visit: VisitEvent = (event, _occurredAtMs, line) => {
      index.add(event.event_id, line.offset);
    };
    try {
      // The checkpoint is the head of what comes before it: all of that was durable.
      const scan = await scanLedger({ file, endBytes: checkpoint.bytes, head: checkpoint, eventTypes, visit });
      this.#adopt(checkpoint, { scan, index });
    } catch (fault) {
      // Reads that need the places fail, and try again.
      this.#verified = undefined;
      if (this.#closed === undefined) throw unreadable(this.#path, fault);
    }
  }

  #adopt(checkpoint: Checkpoint, { scan, index }: { readonly scan: Scan; readonly index: EventIndex }): void {
    if (this.#scan === undefined) return;
    if (scan.recovery.mode !== "open") {
      this.#scan = { ...this.#scan, recovery: scan.recovery };
      this.#corrupt = [...scan.corrupt, ...this.#corrupt];
    } else if (scan.events !== checkpoint.events) {
      this.#scan = { ...this.#scan, recovery: decideRecovery({ isTruncated: true, damage: "none", tail: "whole" }) };
    }
    index.append(this.#index);
    this.#index = index;
    this.#checkpoint = undefined;
  }

  #checkpointPath(): string {
    return this.#headPath.replace(/head$/, "checkpoint");
  }

  /** What cannot be done now is done before the first append. */
  async #tryPrepare(): Promise<void> {
    try {
      await this.#prepare();
    } catch (fault) {
      if (!(fault instanceof LedgerError)) throw fault;
    }
  }

  async #writable(): Promise<LedgerWriter> {
    if (this.#scan === undefined) throw new LedgerError("not-stored", "append ledger: it has not been replayed");
    this.#writer ??= await this.#create();
    await this.#prepare();
    return this.#writer;
  }

  async #create(): Promise<LedgerWriter> {
    const { storage, directory } = this.#options;
    try {
      await storage.makeDirectory(directory);
      // A file left by an earlier attempt is empty as far as this ledger knows; the size check decides.
      this.#file ??= (await storage.open(this.#path)) ?? (await storage.create(this.#path));
      await syncNames(this.#options);
      return new LedgerWriter(this.#file, { durable: 0, lines: 0, tornEnd: undefined, isMarked: false });
    } catch (fault) {
      throw new LedgerError("not-stored", `open ledger: ${faultReason(fault)}`, fault);
    }
  }

  /**
   * Makes the end of the file fit for sealed records: no torn tail, no line without its end, and a synced mark that
   * says from where on this ledger wrote.
   */
  async #prepare(): Promise<void> {
    const { writer, scan } = { writer: this.#writer, scan: this.#scan };
    if (this.#isPrepared || writer === undefined || scan === undefined) return;
    if (writer.stopped !== undefined) throw writer.stopped;
    await this.#putTailAside(scan);
    await writer.cut();
    const isEnded = scan.recovery.tail !== "end";
    if (!isEnded) await writer.write(0, () => Buffer.from("\n"));
    if (!scan.isOwn) await writer.write(MARK.length, () => Buffer.from(MARK));
    else writer.mark();
    this.#isPrepared = true;
  }

  async #putTailAside({ cutAt }: Scan): Promise<void> {
    if (cutAt === undefined || this.#file === undefined) return;
    const { storage, directory } = this.#options;
    const range = { start: cutAt.offset, end: this.#openedBytes };
    try {
      await quarantineTail({ storage, directory, file: this.#file, ...range });
    } catch (fault) {
      throw new LedgerError("not-stored", `quarantine ledger: ${faultReason(fault)}`, fault);
    }
  }

  #source(): EventSource | undefined {
    const { file, scan } = { file: this.#file, scan: this.#scan };
    if (file === undefined || scan === undefined) return undefined;
    const { eventTypes } = this.#options;
    return { file, index: this.#index, endBytes: this.#writer?.durable ?? 0, eventTypes };
  }

  async *#reading(pages: AsyncGenerator<readonly string[]>): AsyncGenerator<readonly string[]> {
    try {
      yield* pages;
    } catch (fault) {
      throw fault instanceof LedgerError ? fault : unreadable(this.#path, fault);
    }
  }

  #damaged({ recovery }: Scan): LedgerError {
    const [first] = this.#corrupt;
    const bytes = `it has ${this.#openedBytes} bytes, its head says ${this.#head?.bytes ?? 0}`;
    const place = first === undefined ? "records are missing" : `byte ${first.offset}: ${first.error}`;
    const isShort = recovery.row === "truncated" && (this.#head?.bytes ?? 0) > this.#openedBytes;
    const what = isShort ? bytes : place;
    return new LedgerError("damaged", `ledger is damaged (${what}); mutations are refused until it is repaired`);
  }
}
