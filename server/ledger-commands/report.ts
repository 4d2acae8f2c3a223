import type { CorruptRecord } from "../kernel/ledger/event.js";
import type { PlacedFile } from "../kernel/ledger/ledger-file.js";
import type { SegmentFault } from "../kernel/ledger/segment-chain.js";
import type { RepairStep } from "./repair.js";
import type { SurveyedLedger } from "./survey-ledger.js";

/** What is known of a ledger, for machines and for people. Offsets and line numbers count over all files. */
export interface LedgerReport {
  /** Row of the recovery table in docs/ledger-format.md. */
  readonly row: string;
  /** What a daemon does with it: `open`, `degraded` (not ready, accepts), `refusing` (serves reads only). */
  readonly mode: string;
  readonly bytes: number;
  readonly lines: number;
  readonly events: number;
  readonly headBytes: number | undefined;
  /** What is read, in order. */
  readonly files: readonly PlacedFile[];
  /** What is wrong with the files themselves. */
  readonly faults: readonly SegmentFault[];
  readonly corrupt: readonly CorruptRecord[];
  /** Bytes of a torn tail, which was never acknowledged. */
  readonly tornBytes: number;
}

/** Sums up a survey. */
export function reportOf({ endBytes: bytes, head, files, scan }: SurveyedLedger): LedgerReport {
  const { recovery, lines, events, corrupt, faults, staysBytes } = scan;
  const { row, mode } = recovery;
  const counts = { bytes, lines, events, headBytes: head?.bytes };
  return { row, mode, ...counts, files, faults, corrupt, tornBytes: bytes - staysBytes };
}

/** True when nothing that was ever acknowledged is missing or unreadable. */
export function isSound({ mode }: LedgerReport): boolean {
  return mode === "open";
}

/** The report as text, one finding per line. */
export function renderReport(report: LedgerReport): string {
  const { row, bytes, lines, events, headBytes, files, faults, corrupt, tornBytes } = report;
  const head = headBytes !== undefined && headBytes > bytes ? `, its head says ${headBytes}` : "";
  const sound = isSound(report) ? "sound" : "damaged";
  const size = [counted(events, "event"), counted(lines, "line"), counted(bytes, "byte")].join(", ");
  const within = files.length > 1 ? ` in ${files.length} files` : "";
  return [
    `${sound} (${row}): ${size}${within}${head}`,
    ...faults.map(({ name, error }) => `${name}: ${error}`),
    ...corrupt.map((record) => `${placeOf(record, files)}: ${record.error}`),
    ...(tornBytes === 0 ? [] : [`the last ${tornBytes} bytes were never acknowledged; the next start cuts them off`]),
    "",
  ].join("\n");
}

/** Where to look: the byte within its file, of what was unpacked where that is compressed. */
function placeOf({ lineNumber, offset }: CorruptRecord, files: readonly PlacedFile[]): string {
  const file = files.findLast(({ base }) => base <= offset);
  const byte = offset - (file?.base ?? 0);
  return files.length === 1
    ? `line ${lineNumber}, byte ${byte}`
    : `${file?.name}, byte ${byte} (line ${lineNumber} of all)`;
}

/** A count with its noun, in the plural where it is not one. */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

/** What a repair would do, one file per line. */
export function renderSteps(steps: readonly RepairStep[]): string {
  return steps.map((step) => `a repair would ${describe(step)}\n`).join("");
}

function describe(step: RepairStep): string {
  if (step.kind === "put aside") return `put ${step.name} aside`;
  const { name, blanks, missing } = step;
  const lines = blanks.length === 0 ? [] : [`blank ${counted(blanks.length, "line")} of ${name}`];
  return [...lines, ...(missing === 0 ? [] : [`put ${missing} blank bytes before ${name}`])].join(" and ");
}
