import type { CorruptRecord } from "./event.js";
import type { VisitEvent } from "./fold.js";
import { Fold } from "./fold.js";
import type { LedgerHead } from "./head.js";
import type { LedgerBytes } from "./ledger-bytes.js";
import type { Line, LineRange, LineStart } from "./lines.js";
import { readRecord } from "./read-record.js";
import type { Recovery } from "./recovery.js";
import { decideRecovery } from "./recovery.js";
import type { SegmentFault } from "./segment-chain.js";
import { Survey } from "./survey.js";

/** What to scan. */
export interface ScanOptions {
  readonly bytes: LedgerBytes;
  readonly endBytes: number;
  readonly head: LedgerHead | undefined;
  readonly eventTypes: ReadonlySet<string>;
  /** Sees the events that stay, in order. */
  readonly visit: VisitEvent;
  /** What is wrong with the files themselves. */
  readonly faults: readonly SegmentFault[];
  /** Begin behind what is known already, and written by this ledger; default at the first byte. */
  readonly behind?: { readonly bytes: number; readonly lines: number; readonly events: number } | undefined;
}

/** What a scan of a whole ledger came to. */
export interface Scan {
  readonly recovery: Recovery & { readonly row: string };
  /** Where the torn tail starts, if it is to be cut. */
  readonly cutAt: LineStart | undefined;
  /** Everything before this offset stays, damaged lines too. */
  readonly staysBytes: number;
  readonly corrupt: readonly CorruptRecord[];
  /** What is wrong with the files themselves. */
  readonly faults: readonly SegmentFault[];
  /** Events that stay and were visited. */
  readonly events: number;
  /** A whole last record without its newline: it is not visited, since it may be lost until the newline is synced. */
  readonly unended: LineStart | undefined;
  /** Lines, blank ones counted, those of a torn tail too. */
  readonly lines: number;
  /** This ledger wrote some of the file that grows: there is a seal or a mark. */
  readonly isOwn: boolean;
  /** The last line is empty: the file ends in a mark. */
  readonly endsInMark: boolean;
}

/**
 * Reads a ledger from its first byte to `endBytes` and decides what it is. Changes nothing.
 *
 * Events behind a line that cannot be read are held back until it is clear whether they stay, and read again then.
 */
export async function scanLedger(options: ScanOptions): Promise<Scan> {
  const { bytes, endBytes, eventTypes, visit, behind } = options;
  const survey = new Survey({ provenBytes: provenBytes(options), isOwn: behind !== undefined });
  const fold = new Fold({ bytes, eventTypes, visit, eventsBefore: behind?.events ?? 0 });
  const start = behind === undefined ? {} : { start: { offset: behind.bytes, number: behind.lines + 1 } };
  let lines = behind?.lines ?? 0;
  let held: LineStart | undefined;
  let unended: LineStart | undefined;
  const take = (line: Line): Promise<void> | undefined => {
    const reading = readRecord(line, eventTypes);
    survey.take(line, reading);
    lines = line.number;
    if (reading.kind === "broken" || !line.terminated) held ??= { offset: line.offset, number: line.number };
    if (!line.terminated) unended = { offset: line.offset, number: line.number };
    return reading.kind === "event" && held === undefined ? fold.take(line, reading) : undefined;
  };
  await bytes.readLines({ ...start, endBytes }, take, ({ base }) => {
    survey.enter(base);
  });
  const isAbsent = endBytes > 0 && bytes.live === undefined;
  if (isAbsent) survey.enter(endBytes);
  const { tornAt } = survey.conclude();
  const stays = tornAt?.offset ?? unended?.offset ?? endBytes;
  if (held !== undefined && held.offset < stays) {
    await foldLines(fold, options, { start: held, endBytes: stays });
  }
  return finish(survey, options, { isAbsent, events: fold.events, lines, unended });
}

/** Folds the events of a range whose lines were looked at before. */
export async function foldLines(
  fold: Fold,
  { bytes, eventTypes }: Pick<ScanOptions, "bytes" | "eventTypes">,
  range: LineRange,
): Promise<void> {
  await bytes.readLines(range, (line: Line) => {
    const reading = readRecord(line, eventTypes);
    return reading.kind === "event" ? fold.take(line, reading) : undefined;
  });
}

/** Visits the record that a scan found unended, once it may be shown; resolves with how many events that were. */
export async function foldUnended({ unended, events }: Scan, options: ScanOptions): Promise<number> {
  if (unended === undefined) return 0;
  const { bytes, eventTypes, visit, endBytes } = options;
  const fold = new Fold({ bytes, eventTypes, visit, eventsBefore: events });
  await foldLines(fold, options, { start: unended, endBytes });
  return fold.events - events;
}

interface Found extends Pick<Scan, "events" | "lines" | "unended"> {
  /** There is no file behind the sealed ones. */
  readonly isAbsent: boolean;
}

function finish(survey: Survey, options: ScanOptions, { isAbsent, unended, ...counts }: Found): Scan {
  const { corrupt, damage, tail, tornAt, isOwn } = survey.conclude();
  const faults = [...options.faults, ...options.bytes.faults];
  const missing = faults.length > 0 ? "segment" : isTruncated(options) ? "end" : "nothing";
  const recovery = decideRecovery({ missing, damage, tail: isAbsent ? "absent" : tail });
  const { endsInMark } = survey;
  return {
    ...counts,
    recovery,
    cutAt: recovery.tail === "cut" ? tornAt : undefined,
    staysBytes: tornAt?.offset ?? options.endBytes,
    corrupt,
    faults,
    isOwn,
    endsInMark,
    unended: tail === "unterminated" ? unended : undefined,
  };
}

function isTruncated({ head, endBytes }: ScanOptions): boolean {
  return head !== undefined && head.bytes > endBytes;
}

/** How far the ledger is known to have been synced before a line is read. */
function provenBytes({ head, behind, endBytes }: ScanOptions): number {
  return Math.max(behind?.bytes ?? 0, Math.min(head?.bytes ?? 0, endBytes));
}
