import type { CorruptRecord } from "../kernel/ledger/event.js";
import type { SurveyedLedger } from "./survey-ledger.js";

/** What is known of a ledger, for machines and for people. */
export interface LedgerReport {
  /** Row of the recovery table in docs/ledger-format.md. */
  readonly row: string;
  /** What a daemon does with it: `open`, `degraded` (not ready, accepts), `refusing` (serves reads only). */
  readonly mode: string;
  readonly bytes: number;
  readonly lines: number;
  readonly events: number;
  readonly headBytes: number | undefined;
  readonly corrupt: readonly CorruptRecord[];
  /** Bytes of a torn tail, which was never acknowledged. */
  readonly tornBytes: number;
}

/** Sums up a survey. */
export function reportOf({ bytes, head, scan }: SurveyedLedger): LedgerReport {
  const { recovery, lines, events, corrupt, staysBytes } = scan;
  const { row, mode } = recovery;
  return { row, mode, bytes, lines, events, headBytes: head?.bytes, corrupt, tornBytes: bytes - staysBytes };
}

/** True when nothing that was ever acknowledged is missing or unreadable. */
export function isSound({ mode }: LedgerReport): boolean {
  return mode === "open";
}

/** The report as text, one finding per line. */
export function renderReport(report: LedgerReport): string {
  const { row, bytes, lines, events, headBytes, corrupt, tornBytes } = report;
  const head = headBytes !== undefined && headBytes > bytes ? `, its head says ${headBytes}` : "";
  return [
    `${isSound(report) ? "sound" : "damaged"} (${row}): ${events} events, ${lines} lines, ${bytes} bytes${head}`,
    ...corrupt.map((record) => `line ${record.lineNumber}, byte ${record.offset}: ${record.error}`),
    ...(tornBytes === 0 ? [] : [`the last ${tornBytes} bytes were never acknowledged; the next start cuts them off`]),
    "",
  ].join("\n");
}
