import type { StorageFile } from "../ports/storage.js";
import type { CorruptRecord } from "./event.js";
import type { VisitEvent } from "./fold.js";
import { Fold } from "./fold.js";
import type { LedgerHead } from "./head.js";
import type { Line, LineRange, LineStart } from "./lines.js";
import { FIRST_LINE, readLines } from "./lines.js";
import { readRecord } from "./read-record.js";
import type { Recovery } from "./recovery.js";
import { decideRecovery } from "./recovery.js";
import { Survey } from "./survey.js";

/** What to scan. */
export interface ScanOptions {
  /** Undefined when there is no file. */
  readonly file: StorageFile | undefined;
  readonly endBytes: number;
  readonly head: LedgerHead | undefined;
  readonly eventTypes: ReadonlySet<string>;
  /** Sees the events that stay, in order. */
  readonly visit: VisitEvent;
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
  /** Events that stay and were visited. */
  readonly events: number;
  /** A whole last record without its newline: it is not visited, since it may be lost until the newline is synced. */
  readonly unended: LineStart | undefined;
  /** Lines, blank ones counted, those of a torn tail too. */
  readonly lines: number;
  /** This ledger wrote some of it: there is a seal or a mark. */
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
  const { file, endBytes, head, eventTypes, visit, behind } = options;
  const isTruncated = head !== undefined && head.bytes > endBytes;
  const provenBytes = Math.max(behind?.bytes ?? 0, isTruncated ? endBytes : (head?.bytes ?? 0));
  const survey = new Survey({ provenBytes, isOwn: behind !== undefined });
  if (file === undefined) return finish(survey, { isTruncated, endBytes, events: 0, lines: 0, unended: undefined });
  const fold = new Fold({ file, eventTypes, visit, eventsBefore: behind?.events ?? 0 });
  const start = behind === undefined ? FIRST_LINE : { offset: behind.bytes, number: behind.lines + 1 };
  let lines = behind?.lines ?? 0;
  let held: LineStart | undefined;
  let unended: LineStart | undefined;
  await readLines(file, { start, endBytes }, (line) => {
    const reading = readRecord(line, eventTypes);
    survey.take(line, reading);
    lines = line.number;
    if (reading.kind === "broken" || !line.terminated) held ??= { offset: line.offset, number: line.number };
    if (!line.terminated) unended = { offset: line.offset, number: line.number };
    return reading.kind === "event" && held === undefined ? fold.take(line, reading) : undefined;
  });
  const findings = survey.conclude();
  const stays = findings.tornAt?.offset ?? unended?.offset ?? endBytes;
  if (held !== undefined && held.offset < stays) {
    await foldLines(fold, { eventTypes }, { file, start: held, endBytes: stays });
  }
  return finish(survey, { isTruncated, endBytes, events: fold.events, lines, unended });
}

/** Folds the events of a range whose lines were looked at before. */
export async function foldLines(
  fold: Fold,
  { eventTypes }: { readonly eventTypes: ReadonlySet<string> },
  { file, ...range }: LineRange & { readonly file: StorageFile },
): Promise<void> {
  await readLines(file, range, (line: Line) => {
    const reading = readRecord(line, eventTypes);
    return reading.kind === "event" ? fold.take(line, reading) : undefined;
  });
}

/** Visits the record that a scan found unended, once it may be shown; resolves with how many events that were. */
export async function foldUnended(
  { unended, events }: Pick<Scan, "unended" | "events">,
  { file, endBytes, eventTypes, visit }: Pick<ScanOptions, "file" | "endBytes" | "eventTypes" | "visit">,
): Promise<number> {
  if (file === undefined || unended === undefined) return 0;
  const fold = new Fold({ file, eventTypes, visit, eventsBefore: events });
  await foldLines(fold, { eventTypes }, { file, start: unended, endBytes });
  return fold.events - events;
}

interface Counts {
  readonly isTruncated: boolean;
  readonly endBytes: number;
  readonly events: number;
  readonly lines: number;
  /** Start of a last line without its newline, whatever it is. */
  readonly unended: LineStart | undefined;
}

function finish(survey: Survey, { isTruncated, endBytes, unended, ...counts }: Counts): Scan {
  const { corrupt, damage, tail, tornAt, isOwn } = survey.conclude();
  const recovery = decideRecovery({ isTruncated, damage, tail });
  const cutAt = recovery.tail === "cut" ? tornAt : undefined;
  const staysBytes = tornAt?.offset ?? endBytes;
  const { endsInMark } = survey;
  const last = tail === "unterminated" ? unended : undefined;
  return { ...counts, recovery, cutAt, staysBytes, corrupt, isOwn, endsInMark, unended: last };
}
