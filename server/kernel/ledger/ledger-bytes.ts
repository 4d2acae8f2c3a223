import { SegmentError } from "./gzip-source.js";
import type { ByteSource, Line, LineRange } from "./lines.js";
import { FIRST_LINE, readLines } from "./lines.js";
import type { SegmentFault } from "./segment-chain.js";

/** What a segment is made of. */
export interface SegmentOptions {
  readonly name: string;
  readonly source: ByteSource;
  /** Offset of its first byte in the ledger. */
  readonly base: number;
  /** Its length; undefined while it grows. */
  readonly bytes: number | undefined;
}

/** One file of a ledger at its place: offsets are the ledger's. */
export class Segment implements ByteSource {
  readonly name: string;
  readonly base: number;
  /** Why it could not be read to its end, once that was tried. */
  fault: string | undefined;
  #source: ByteSource;
  #end: number;
  #isSealed: boolean;

  constructor({ name, source, base, bytes }: SegmentOptions) {
    this.name = name;
    this.base = base;
    this.#source = source;
    this.#end = base + (bytes ?? Infinity);
    this.#isSealed = bytes !== undefined;
  }

  /** End of its bytes; infinite while it grows. */
  get end(): number {
    return this.#end;
  }

  /** Nothing is added to it any more. */
  get isSealed(): boolean {
    return this.#isSealed;
  }

  /** It grows no more, and is read from elsewhere from now on. */
  seal(source: ByteSource, end: number): void {
    this.#source = source;
    this.#end = end;
    this.#isSealed = true;
  }

  read(offset: number, length: number): Promise<Buffer> {
    return this.#source.read(offset - this.base, Math.min(length, this.#end - offset));
  }
}

/** Called before the first line of a file; a read is about to go on in it. */
export type EnterSegment = (segment: Segment) => void;

/** All files of a ledger as one sequence of bytes, in which bytes may be missing between two files. */
export class LedgerBytes implements ByteSource {
  readonly #segments: Segment[];

  constructor(segments: readonly Segment[]) {
    this.#segments = [...segments];
  }

  /** Where the first file begins. */
  get start(): number {
    return this.#segments[0]?.base ?? 0;
  }

  /** Adds the file that follows. */
  add(segment: Segment): void {
    this.#segments.push(segment);
  }

  /** The file that still grows, if there is one. */
  get live(): Segment | undefined {
    const last = this.#segments.at(-1);
    return last?.isSealed === false ? last : undefined;
  }

  /** Files that could not be read to their end. */
  get faults(): SegmentFault[] {
    return this.#segments.flatMap(({ name, fault }) => (fault === undefined ? [] : [{ name, error: fault }]));
  }

  async read(offset: number, length: number): Promise<Buffer> {
    const chunks: Buffer[] = [];
    for (let at = offset; at < offset + length;) {
      const chunk = await this.#segments
        .find(({ base, end }) => base <= at && at < end)
        ?.read(at, offset + length - at);
      if (chunk === undefined || chunk.length === 0) break;
      chunks.push(chunk);
      at += chunk.length;
    }
    return Buffer.concat(chunks);
  }

  /**
   * Visits lines in order, as {@link readLines} does, through all files; numbers go on from file to file. A sealed file
   * ends its last line. A file whose content is damaged is read up to there, and then counted among the faults.
   */
  async readLines(
    { start = { ...FIRST_LINE, offset: this.start }, endBytes }: LineRange,
    visit: (line: Line) => Promise<void> | undefined,
    enter: EnterSegment = () => undefined,
  ): Promise<void> {
    let number = start.number;
    for (const segment of this.#segments) {
      const from = Math.max(start.offset, segment.base);
      const to = Math.min(endBytes, segment.end);
      if (from > to || (from === to && segment.isSealed)) continue;
      if (from === segment.base) enter(segment);
      const { isSealed } = segment;
      const take = (line: Line): Promise<void> | undefined => {
        number = line.number + 1;
        return visit(isSealed && !line.terminated ? { ...line, terminated: true } : line);
      };
      try {
        await readLines(segment, { start: { offset: from, number }, endBytes: to }, take);
      } catch (fault) {
        if (!(fault instanceof SegmentError)) throw fault;
        segment.fault = fault.message;
      }
    }
  }
}
