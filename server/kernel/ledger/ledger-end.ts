import type { StorageFile } from "../ports/storage.js";
import { faultReason } from "../ports/storage.js";
import { LedgerError } from "./ledger.js";
import type { LedgerBytes } from "./ledger-bytes.js";
import { Segment } from "./ledger-bytes.js";
import type { FileLedgerOptions, OpenedLedger } from "./ledger-file.js";
import { SEGMENT_BYTES, pathsOf, placeFile, syncNames } from "./ledger-file.js";
import { LedgerWriter } from "./ledger-writer.js";
import type { LineStart } from "./lines.js";
import type { Scan } from "./scan.js";
import { nextSealedName, sealedNames } from "./segment-name.js";
import { sealedSource, stemOf } from "./segments.js";
import { quarantineTail } from "./tail.js";

/** What has to be done to a file before a sealed record may stand in it. */
interface Unprepared {
  readonly cutAt: LineStart | undefined;
  /** The last line has its newline. */
  readonly isEnded: boolean;
  /** There is a mark or a seal: this ledger wrote here. */
  readonly isOwn: boolean;
}

const NEW_FILE: Unprepared = { cutAt: undefined, isEnded: true, isOwn: false };

/** The file in which a ledger grows: makes it fit for appending, begins it, and seals it when it is long enough. */
export class LedgerEnd {
  readonly #options: FileLedgerOptions;
  readonly #bytes: LedgerBytes;
  /** Length of the ledger when it was opened. */
  readonly #openedBytes: number;
  /** The file as it is, its own first byte at 0. */
  #file: StorageFile | undefined;
  /** Where the file begins in the ledger, or would. */
  #base: number;
  #lines: number;
  #writer: LedgerWriter | undefined;
  #unprepared: Unprepared | undefined;
  /** A name of a file that was sealed here may be lost yet. */
  #isRenamed = false;

  /** What was opened, and what a scan of it came to. */
  constructor(options: FileLedgerOptions, { bytes, live, base, endBytes }: OpenedLedger, scan: Scan) {
    this.#options = options;
    this.#bytes = bytes;
    this.#openedBytes = endBytes;
    this.#file = live;
    this.#base = base;
    const { cutAt, recovery, isOwn, staysBytes: durable, endsInMark: isMarked } = scan;
    this.#lines = cutAt === undefined ? scan.lines : cutAt.number - 1;
    this.#unprepared = live === undefined ? NEW_FILE : { cutAt, isEnded: recovery.tail !== "end", isOwn };
    if (live === undefined) return;
    const tornEnd = cutAt === undefined ? undefined : endBytes;
    this.#writer = new LedgerWriter(placeFile(live, base), { durable, lines: this.#lines, tornEnd, isMarked });
  }

  /** Writes to the file, once there is one. */
  get writer(): LedgerWriter | undefined {
    return this.#writer;
  }

  /** The torn tail is put aside, the last line ended, and a mark stands before the first sealed record. */
  get isPrepared(): boolean {
    return this.#unprepared === undefined;
  }

  /** Everything before this offset is durable. */
  get durable(): number {
    return this.#writer?.durable ?? this.#base;
  }

  /** True when the file is to be sealed before anything else is written. */
  get isFull(): boolean {
    const { segmentBytes = SEGMENT_BYTES } = this.#options;
    return this.isPrepared && this.durable - this.#base >= segmentBytes;
  }

  /** The writer of a file that is fit for sealed records; rejects with `not-stored` or `unknown`. */
  async writable(): Promise<LedgerWriter> {
    this.#writer ??= await this.#begin();
    await this.prepare();
    return this.#writer;
  }

  /**
   * Makes the end of the file fit for sealed records: no torn tail, no line without its end, and a synced mark that
   * says from where on this ledger wrote.
   */
  async prepare(): Promise<void> {
    const [writer, unprepared] = [this.#writer, this.#unprepared];
    if (writer === undefined || unprepared === undefined) return;
    if (writer.stopped !== undefined) throw writer.stopped;
    await this.#putTailAside(unprepared);
    await writer.cut();
    if (!unprepared.isEnded) await writer.write(0, () => Buffer.from("\n"));
    if (!unprepared.isOwn) await writer.seal();
    else writer.mark();
    this.#unprepared = undefined;
  }

  /** As {@link prepare}; what cannot be done now is done before the first append. */
  async tryPrepare(): Promise<void> {
    try {
      await this.prepare();
    } catch (fault) {
      if (!(fault instanceof LedgerError)) throw fault;
    }
  }

  /**
   * Seals the file, which ends in a synced mark: it gets a name that says when its last event occurred, and the next
   * append begins a new file. Rejects with `not-stored`.
   */
  async roll(latestMs: number): Promise<void> {
    const [file, writer] = [this.#file, this.#writer];
    if (file === undefined || writer === undefined) return;
    const { storage, directory } = this.#options;
    const path = await this.#rename(latestMs);
    this.#isRenamed = true;
    this.#bytes.live?.seal(sealedSource(storage, `${directory}/${path}`), writer.durable);
    this.#base = writer.durable;
    this.#lines = writer.durableLines;
    this.#file = undefined;
    this.#writer = undefined;
    this.#unprepared = NEW_FILE;
    // All of it is synced: there is nothing that closing could lose.
    await file.close().catch(() => undefined);
  }

  /** Closes the file; nothing can be written any more. */
  async close(): Promise<void> {
    const file = this.#file;
    this.#file = undefined;
    await file?.close();
  }

  async #rename(latestMs: number): Promise<string> {
    const { storage, directory, name } = this.#options;
    try {
      const sealed = sealedNames(await storage.list(directory), stemOf(name));
      const next = nextSealedName(sealed, stemOf(name), latestMs);
      await storage.rename(`${directory}/${name}`, `${directory}/${next}`);
      return next;
    } catch (fault) {
      throw notStored("rotate", fault);
    }
  }

  async #begin(): Promise<LedgerWriter> {
    const { storage, directory, name } = this.#options;
    const [path] = pathsOf(this.#options);
    try {
      await storage.makeDirectory(directory);
      // A new file under the old name must not be durable before the old file's new name is.
      if (this.#isRenamed) await storage.syncDirectory(directory);
      this.#isRenamed = false;
      // A file left by an earlier attempt is empty as far as this ledger knows; the size check decides.
      this.#file ??= (await storage.open(path)) ?? (await storage.create(path));
      await syncNames(this.#options);
    } catch (fault) {
      throw notStored("open", fault);
    }
    if (this.#bytes.live === undefined) {
      this.#bytes.add(new Segment({ name, source: this.#file, base: this.#base, bytes: undefined }));
    }
    const start = { durable: this.#base, lines: this.#lines, tornEnd: undefined, isMarked: false };
    return new LedgerWriter(placeFile(this.#file, this.#base), start);
  }

  async #putTailAside({ cutAt }: Unprepared): Promise<void> {
    if (cutAt === undefined) return;
    const { storage, directory } = this.#options;
    const range = { start: cutAt.offset, end: this.#openedBytes };
    try {
      await quarantineTail({ storage, directory, file: this.#bytes, ...range });
    } catch (fault) {
      throw notStored("quarantine", fault);
    }
  }
}

function notStored(step: string, fault: unknown): LedgerError {
  if (fault instanceof LedgerError) return fault;
  return new LedgerError("not-stored", `${step} ledger: ${faultReason(fault)}`, fault);
}
