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
  /** Events that stay. */
  readonly events: number;
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
  if (file === undefined) return finish(survey, { isTruncated, endBytes, events: 0, lines: 0 });
  const fold = new Fold({ file, eventTypes, visit, eventsBefore: behind?.events ?? 0 });
  const start = behind === undefined ? FIRST_LINE : { offset: behind.bytes, number: behind.lines + 1 };
  let lines = behind?.lines ?? 0;
  let held: LineStart | undefined;
  await readLines(file, { start, endBytes }, (line) => {
    const reading = readRecord(line, eventTypes);
    survey.take(line, reading);
    lines = line.number;
    if (reading.kind === "broken") held ??= { offset: line.offset, number: line.number };
    return reading.kind === "event" && held === undefined ? fold.take(line, reading) : undefined;
  });
  const findings = survey.conclude();
  const stays = findings.tornAt?.offset ?? endBytes;
  if (held !== undefined && held.offset < stays) {
    await foldLines(fold, { eventTypes }, { file, start: held, endBytes: stays });
  }
  return finish(survey, { isTruncated, endBytes, events: fold.events, lines });
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

interface Counts {
  readonly isTruncated: boolean;
  readonly endBytes: number;
  readonly events: number;
  readonly lines: number;
}

function finish(survey: Survey, { isTruncated, endBytes, events, lines }: Counts): Scan {
  const { corrupt, damage, tail, tornAt, isOwn } = survey.conclude();
  const recovery = decideRecovery({ isTruncated, damage, tail });
  const cutAt = recovery.tail === "cut" ? tornAt : undefined;
  const staysBytes = tornAt?.offset ?? endBytes;
  return { recovery, cutAt, staysBytes, corrupt, events, lines, isOwn, endsInMark: survey.endsInMark };
}
