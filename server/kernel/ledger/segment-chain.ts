/** A file of a ledger as it was found, in the order of the names. */
export interface FoundSegment {
  readonly name: string;
  readonly bytes: number;
  /** Where its first records say that it begins; none when they do not tell. */
  readonly claimedBases: readonly number[];
}

/** Something about the files of a ledger, beside their lines, that is not as it was written. */
export interface SegmentFault {
  readonly name: string;
  readonly error: string;
}

/** Where the files of a ledger are in it. */
export interface Chain<Segment extends FoundSegment> {
  readonly placed: readonly { readonly segment: Segment; readonly base: number }[];
  readonly faults: readonly SegmentFault[];
  /** Where the next file begins. */
  readonly end: number;
}

/**
 * Puts each file behind the one before it. Sealed records say where in the ledger they are, and so where their file
 * begins: bytes that are missing before it leave a gap, and a file that begins before its predecessor ended (a copy, or
 * one under a wrong name) is not read. Both are faults.
 *
 * A ledger that was begun at byte 0 beside archives did not count them: they stand at negative offsets before it. So
 * may the beginning of the first file, when they were put into one with it.
 */
export function chainSegments<Segment extends FoundSegment>(files: readonly Segment[]): Chain<Segment> {
  let placed: { segment: Segment; base: number }[] = [];
  const faults: SegmentFault[] = [];
  let end = 0;
  for (const segment of files) {
    const { name, bytes, claimedBases } = segment;
    // One record out of place must not move all the others.
    const base = claimedBases.includes(end) ? end : (claimedBases[0] ?? end);
    if (placed.length === 0) end = Math.min(end, base);
    if (base === 0 && placed.every((file) => file.segment.claimedBases.length === 0)) {
      const before = end;
      placed = placed.map((file) => ({ ...file, base: file.base - before }));
      end = 0;
    }
    if (base < end) {
      faults.push({ name, error: `it begins at byte ${base}, which another file holds` });
      continue;
    }
    if (base > end) faults.push({ name, error: `the bytes before it, ${end} to ${base}, are missing` });
    placed.push({ segment, base });
    end = base + bytes;
  }
  return { placed, faults, end };
}
