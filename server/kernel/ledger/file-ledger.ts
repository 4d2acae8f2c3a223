import type { Storage, StorageFile } from "../ports/storage.js";
import { faultReason } from "../ports/storage.js";
import { trimSpace } from "../white-space.js";
import type { CorruptRecord, LedgerEvent } from "./event.js";
import type { Ledger, Replay } from "./ledger.js";
import { LedgerError } from "./ledger.js";
import type { Line } from "./lines.js";
import { readLines } from "./lines.js";
import { parseRecord } from "./parse-record.js";
import { quarantineLines } from "./quarantine.js";
import { encodeRecord } from "./record.js";

/** What a file ledger needs. */
export interface FileLedgerOptions {
  readonly storage: Storage;
  /** Directory of the ledger, relative to the storage's root; parents above it are made durable too. */
  readonly directory: string;
  /** Name of the file in it. */
  readonly name: string;
  /** Every other event type makes its line corrupt. */
  readonly eventTypes: ReadonlySet<string>;
}

const FOREIGN_APPEND = "append ledger: another process appends to the ledger; restart to read it";

/**
 * The embedded ledger: one file of records in the reference daemon's format.
 *
 * The file is created by the first commit. Opening changes nothing on disk; a last line without its newline gets one
 * in front of the first record, so that no record is ever glued to what is there.
 */
export class FileLedger implements Ledger {
  readonly #options: FileLedgerOptions;
  readonly #path: string;
  #file: StorageFile | undefined;
  #corrupt: readonly CorruptRecord[] = [];
  /** Everything before this offset is synced. */
  #durable = 0;
  #unterminated = false;
  #staged: string[] = [];
  #quarantined = false;
  #replayed = false;
  /** End of a failed append that could not be cut off yet. */
  #tornEnd: number | undefined;
  /** Set by a failed sync and by close: nothing is written any more. */
  #stopped: LedgerError | undefined;

  private constructor(options: FileLedgerOptions) {
    this.#options = options;
    this.#path = `${options.directory}/${options.name}`;
  }

  /** Opens the ledger of a directory, which need not exist; rejects with `unreadable`. */
  static async open(options: FileLedgerOptions): Promise<FileLedger> {
    const ledger = new FileLedger(options);
    try {
      const file = await options.storage.open(ledger.#path);
      if (file === undefined) return ledger;
      ledger.#file = file;
      ledger.#durable = file.size();
      // What is read now may be in the page cache only; it is served as durable from here on.
      await file.sync();
    } catch (fault) {
      throw new LedgerError("unreadable", `scan ledger: read ${ledger.#path}: ${faultReason(fault)}`, fault);
    }
    return ledger;
  }

  get corrupt(): readonly CorruptRecord[] {
    return this.#corrupt;
  }

  async replay(visit: (event: LedgerEvent, occurredAtMs: number) => void): Promise<Replay> {
    const corrupt: CorruptRecord[] = [];
    const ids = new Set<string>();
    let terminated = true;
    const visitLine = (line: Line): void => {
      terminated = line.terminated;
      const record = readRecord(line, this.#options.eventTypes);
      if (record === undefined) return;
      if (record.kind === "corrupt") {
        corrupt.push({ lineNumber: line.number, error: record.error, offset: line.offset, length: line.length });
      } else if (!ids.has(record.event.event_id)) {
        ids.add(record.event.event_id);
        visit(record.event, record.occurredAtMs);
      }
    };
    if (this.#file !== undefined) {
      try {
        await readLines(this.#file, this.#durable, visitLine);
      } catch (fault) {
        throw new LedgerError("unreadable", `scan ledger: read ${this.#path}: ${faultReason(fault)}`, fault);
      }
    }
    if (!this.#replayed) {
      this.#replayed = true;
      this.#corrupt = corrupt;
      this.#unterminated = !terminated;
    }
    return { events: ids.size, corrupt };
  }

  async quarantine(): Promise<void> {
    if (this.#quarantined || this.#file === undefined || this.#corrupt.length === 0) return;
    this.#quarantined = true;
    const { storage, directory } = this.#options;
    this.#corrupt = await quarantineLines({ storage, directory, file: this.#file, corrupt: this.#corrupt });
  }

  stage(events: readonly LedgerEvent[]): number {
    const lines = events.map(encodeRecord).join("");
    this.#staged.push(lines);
    return lines.length;
  }

  async commit(): Promise<void> {
    const bytes = Buffer.from((this.#unterminated ? "\n" : "") + this.#staged.join(""));
    this.#staged = [];
    if (this.#stopped !== undefined) throw this.#stopped;
    const file = await this.#writable();
    try {
      await this.#cut(file);
      if (file.size() !== this.#durable) throw new LedgerError("not-stored", FOREIGN_APPEND);
    } catch (fault) {
      throw fault instanceof LedgerError ? fault : refusal(fault);
    }
    try {
      appendAll(file, bytes);
    } catch (fault) {
      await this.#undo(file);
      throw refusal(fault);
    }
    try {
      await file.sync();
    } catch (fault) {
      // Not retried: after a failed sync the kernel may report success for pages it has dropped.
      this.#stopped = new LedgerError("unknown", `sync ledger: ${faultReason(fault)}; the outcome is unknown`, fault);
      throw this.#stopped;
    }
    this.#durable += bytes.length;
    this.#unterminated = false;
  }

  async close(): Promise<void> {
    this.#stopped ??= new LedgerError("closed", "append ledger: the ledger is closed");
    const file = this.#file;
    this.#file = undefined;
    await file?.close();
  }

  async #writable(): Promise<StorageFile> {
    if (this.#file !== undefined) return this.#file;
    const { storage, directory } = this.#options;
    try {
      await storage.makeDirectory(directory);
      // A file left by an earlier attempt is empty as far as this ledger knows; the size check decides.
      const file = (await storage.open(this.#path)) ?? (await storage.create(this.#path));
      await file.sync();
      for (let path = directory; path !== ""; path = path.slice(0, Math.max(0, path.lastIndexOf("/")))) {
        await storage.syncDirectory(path);
      }
      await storage.syncDirectory(".");
      this.#file = file;
      return file;
    } catch (fault) {
      throw new LedgerError("not-stored", `open ledger: ${faultReason(fault)}`, fault);
    }
  }

  async #undo(file: StorageFile): Promise<void> {
    try {
      this.#tornEnd = file.size();
      await this.#cut(file);
    } catch {
      // The refusal tells the caller already; the next commit cuts before it writes.
    }
  }

  async #cut(file: StorageFile): Promise<void> {
    if (this.#tornEnd === undefined) return;
    // What another process wrote behind the torn bytes is not ours to cut.
    if (file.size() > this.#tornEnd) throw new LedgerError("not-stored", FOREIGN_APPEND);
    await file.truncate(this.#durable);
    try {
      await file.sync();
    } catch (fault) {
      this.#stopped = new LedgerError("unknown", `sync ledger: ${faultReason(fault)}`, fault);
      throw this.#stopped;
    }
    this.#tornEnd = undefined;
  }
}

function refusal(fault: unknown): LedgerError {
  return new LedgerError("not-stored", `append ledger: ${faultReason(fault)}`, fault);
}

function readRecord(line: Line, eventTypes: ReadonlySet<string>): ReturnType<typeof parseRecord> | undefined {
  if (line.bytes === undefined) return { kind: "corrupt", error: "ledger event line exceeds MaxLedgerLineBytes" };
  const text = trimSpace(line.bytes.toString("utf8"));
  return text === "" ? undefined : parseRecord(text, eventTypes);
}

function appendAll(file: StorageFile, bytes: Buffer): void {
  for (let offset = 0; offset < bytes.length; ) {
    offset += file.append(offset === 0 ? bytes : bytes.subarray(offset));
  }
}
