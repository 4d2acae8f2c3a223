import type { CorruptRecord } from "./event.js";
import type { Line, LineStart } from "./lines.js";
import type { FileFacts } from "./recovery.js";
import { judgeLine } from "./recovery.js";
import type { LineReading } from "./read-record.js";

interface Fault extends CorruptRecord {
  readonly kind: "refused" | "broken";
  readonly isTerminated: boolean;
  /** Of a refused line: it is sealed. Of a broken one: a seal or mark stands before it. */
  readonly isOwn: boolean;
  readonly showsSeal: boolean;
}

/** What a scan came to. */
export interface Findings extends Omit<FileFacts, "missing"> {
  /** Lines that are no events, but for those of a torn tail. */
  readonly corrupt: readonly CorruptRecord[];
  /** Where the torn tail starts. */
  readonly tornAt: LineStart | undefined;
  /** This ledger wrote some of what stays: there is a seal or a mark. */
  readonly isOwn: boolean;
}

/**
 * Collects, line by line, what recovery has to know: which lines cannot be read, and up to where the file shows that
 * it was synced.
 *
 * It may start in the midst of a ledger, at the start of a line, when what comes before is known.
 */
export class Survey {
  readonly #faults: Fault[] = [];
  #provenBytes: number;
  #isOwn = false;
  #isAfterEmpty = false;
  #isUnterminated = false;

  /** `provenBytes` are known to have been synced; `isOwn` says that this ledger wrote some of what comes before. */
  constructor({ provenBytes = 0, isOwn = false }: { readonly provenBytes?: number; readonly isOwn?: boolean }) {
    this.#provenBytes = provenBytes;
    this.#isOwn = isOwn;
    // What is known already is a checkpoint's, which is made behind a mark.
    this.#isAfterEmpty = isOwn;
  }

  /** True when the last line was empty: nothing but a mark, or half of one, ends the file. */
  get endsInMark(): boolean {
    return this.#isAfterEmpty;
  }

  /** The next line is the first one of a file: what comes before it was synced before that file was begun. */
  enter(offset: number): void {
    this.#prove(offset);
    this.#isOwn = false;
    this.#isAfterEmpty = false;
    this.#isUnterminated = false;
  }

  /** Takes the next line. */
  take(line: Line, reading: LineReading): void {
    this.#isUnterminated = !line.terminated;
    switch (reading.kind) {
      case "empty":
        if (this.#isAfterEmpty) this.#isOwn = true;
        this.#prove(line.offset);
        break;
      case "blank":
        break;
      case "event":
        this.#takeWhole(line.offset, reading.seal);
        break;
      case "refused":
        this.#takeWhole(line.offset, reading.seal);
        this.#fault(line, {
          kind: "refused",
          error: reading.error,
          isOwn: reading.seal !== undefined,
          showsSeal: false,
        });
        break;
      case "broken":
        this.#fault(line, { ...reading, isOwn: this.#isOwn });
    }
    this.#isAfterEmpty = reading.kind === "empty";
  }

  /** Sorts the lines that cannot be read into what stays and what is torn. */
  conclude(): Findings {
    const corrupt: CorruptRecord[] = [];
    let damage: FileFacts["damage"] = "none";
    for (const fault of this.#faults) {
      const verdict = this.#judge(fault);
      const { offset, lineNumber, length, error } = fault;
      if (verdict === "torn")
        return { corrupt, damage, tail: "torn", tornAt: { offset, number: lineNumber }, isOwn: fault.isOwn };
      if (damage !== "sealed") damage = verdict;
      corrupt.push({ lineNumber, error, offset, length });
    }
    const tail = this.#isUnterminated ? "unterminated" : "whole";
    return { corrupt, damage, tail, tornAt: undefined, isOwn: this.#isOwn };
  }

  #judge({ kind, offset, isTerminated, isOwn, showsSeal }: Fault): ReturnType<typeof judgeLine> {
    // A sealed record of a newer version may hold a key this one would give away again.
    if (kind === "refused") return isOwn ? "sealed" : "foreign";
    return judgeLine({ isProven: offset < this.#provenBytes, isTerminated, isOwn, showsSeal });
  }

  #takeWhole(offset: number, seal: { readonly durable: number } | undefined): void {
    // Another writer syncs each of its lines before the next.
    this.#prove(seal?.durable ?? offset);
    if (seal !== undefined) this.#isOwn = true;
  }

  #prove(bytes: number): void {
    if (bytes > this.#provenBytes) this.#provenBytes = bytes;
  }

  #fault(line: Line, fault: Pick<Fault, "kind" | "error" | "isOwn" | "showsSeal">): void {
    const { number: lineNumber, offset, length, terminated: isTerminated } = line;
    const { kind, error, isOwn, showsSeal } = fault;
    this.#faults.push({ kind, error, isOwn, showsSeal, lineNumber, offset, length, isTerminated });
  }
}
