import type { StorageFile } from "../ports/storage.js";
import { faultReason } from "../ports/storage.js";
import { LedgerError } from "./ledger.js";
import { MARK } from "./seal.js";

const FOREIGN_APPEND = "append ledger: another process appends to the ledger; restart to read it";
const UNKNOWN = "the outcome is unknown";
const MARK_BYTES = Buffer.from(MARK);

/** Where a writer starts. */
export interface WriterStart {
  /** Everything before this offset is synced and stays. */
  readonly durable: number;
  /** Lines before it. */
  readonly lines: number;
  /** End of what is to be cut off behind it, if anything is. */
  readonly tornEnd: number | undefined;
  /** What stays ends in a mark. */
  readonly isMarked: boolean;
}

/**
 * The end of the ledger's file: grows it by whole, synced batches or not at all.
 *
 * A batch that could not be appended is cut off before anything else is written. After a failed sync nothing is
 * written any more.
 */
export class LedgerWriter {
  readonly #file: StorageFile;
  #durable: number;
  #durableLines: number;
  /** End of what this writer wrote: what is durable, and at most a mark. */
  #end: number;
  #lines: number;
  #tornEnd: number | undefined;
  #isMarked: boolean;
  #stopped: LedgerError | undefined;

  constructor(file: StorageFile, { durable, lines, tornEnd, isMarked }: WriterStart) {
    this.#file = file;
    this.#durable = durable;
    this.#durableLines = lines;
    this.#end = durable;
    this.#lines = lines;
    this.#tornEnd = tornEnd;
    this.#isMarked = isMarked;
  }

  /** Everything before this offset is synced. */
  get durable(): number {
    return this.#durable;
  }

  /** Lines before {@link durable}. */
  get durableLines(): number {
    return this.#durableLines;
  }

  /** The failed sync after which nothing is written. */
  get stopped(): LedgerError | undefined {
    return this.#stopped;
  }

  /**
   * Appends `lines` lines, made for the offset where they go and what is durable there, and syncs them.
   *
   * Rejects with `not-stored` when nothing of them remains, `undoing` when they could not be cut off yet, `unknown`
   * when the sync failed.
   */
  async write(lines: number, make: (at: number, durable: number) => Buffer): Promise<void> {
    await this.cut();
    this.#requireOwnEnd();
    const bytes = make(this.#end, this.#durable);
    try {
      appendAll(this.#file, bytes);
    } catch (fault) {
      this.#tornEnd = this.#sizeAfter(bytes.length);
      throw await this.#undo(fault);
    }
    await this.#sync();
    this.#end += bytes.length;
    this.#lines += lines;
    this.#durable = this.#end;
    this.#durableLines = this.#lines;
    this.#isMarked = bytes.equals(MARK_BYTES);
  }

  /** Notes down that everything so far is durable. Not synced, and nothing is lost when it fails. */
  mark(): void {
    if (this.#isMarked || this.#stopped !== undefined || this.#tornEnd !== undefined) return;
    try {
      // Behind what another process wrote a mark would tell a lie.
      if (this.#file.size() !== this.#end) return;
      appendAll(this.#file, MARK_BYTES);
      this.#end += MARK_BYTES.length;
      this.#lines += MARK.length;
      this.#isMarked = true;
    } catch {
      this.#tornEnd = this.#sizeAfter(MARK_BYTES.length);
    }
  }

  /** Makes the file end in a synced mark; rejects as {@link write} does. */
  async seal(): Promise<void> {
    await this.cut();
    this.#requireOwnEnd();
    if (this.#isMarked) await this.settle();
    else await this.write(MARK.length, () => MARK_BYTES);
  }

  /** Syncs a mark, so that all of the file is durable; rejects with `unknown`. */
  async settle(): Promise<void> {
    if (this.#stopped !== undefined || this.#tornEnd !== undefined || this.#end === this.#durable) return;
    await this.#sync();
    this.#durable = this.#end;
    this.#durableLines = this.#lines;
  }

  /** Cuts off what a failed append or a crash left, and syncs the cut; rejects with `not-stored` or `unknown`. */
  async cut(): Promise<void> {
    if (this.#stopped !== undefined) throw this.#stopped;
    if (this.#tornEnd === undefined) return;
    try {
      const size = this.#file.size();
      // What another process wrote behind the torn bytes is not ours to cut.
      if (size > this.#tornEnd || size < this.#durable) throw new LedgerError("not-stored", FOREIGN_APPEND);
      await this.#file.truncate(this.#durable);
    } catch (fault) {
      throw refusal("not-stored", fault);
    }
    await this.#sync();
    this.#tornEnd = undefined;
    this.#end = this.#durable;
    this.#lines = this.#durableLines;
    this.#isMarked = false;
  }

  #requireOwnEnd(): void {
    try {
      if (this.#file.size() !== this.#end) throw new LedgerError("not-stored", FOREIGN_APPEND);
    } catch (fault) {
      throw refusal("not-stored", fault);
    }
  }

  async #undo(fault: unknown): Promise<LedgerError> {
    try {
      await this.cut();
      return refusal("not-stored", fault);
    } catch {
      return this.#stopped ?? refusal("undoing", fault);
    }
  }

  async #sync(): Promise<void> {
    try {
      await this.#file.sync();
    } catch (fault) {
      // Not retried: after a failed sync the kernel may report success for pages it has dropped.
      this.#stopped = new LedgerError("unknown", `sync ledger: ${faultReason(fault)}; ${UNKNOWN}`, fault);
      throw this.#stopped;
    }
  }

  /** Length after a failed append of `bytes` bytes; when even that fails, the most it can be. */
  #sizeAfter(bytes: number): number {
    try {
      return this.#file.size();
    } catch {
      return this.#end + bytes;
    }
  }
}

function refusal(code: "not-stored" | "undoing", fault: unknown): LedgerError {
  if (fault instanceof LedgerError && code === "not-stored") return fault;
  const outcome = code === "undoing" ? `; ${UNKNOWN}` : "";
  return new LedgerError(code, `append ledger: ${faultReason(fault)}${outcome}`, fault);
}

/** Appends until every byte is taken; throws the system's error. */
export function appendAll(file: StorageFile, bytes: Buffer): void {
  for (let offset = 0; offset < bytes.length;) {
    offset += file.append(offset === 0 ? bytes : bytes.subarray(offset));
  }
}
