/**
 * Torn or corrupt? Two tables, both total: what one unreadable line is, and what to do with the file.
 *
 * A torn tail is what a crash leaves of writes that nobody was told were durable; it may be cut. Everything else is
 * corruption: it is reported, and nothing is changed.
 */

/** What a scan knows of a line that cannot be read. */
export interface BrokenLine {
  /** Something in the file or its head shows that the line's first byte was synced once. */
  readonly isProven: boolean;
  readonly isTerminated: boolean;
  /** A seal or a mark stands before it: this ledger wrote here. */
  readonly isOwn: boolean;
  /** Some part of a seal can be seen in it. */
  readonly showsSeal: boolean;
}

/** `torn`: never acknowledged. `foreign`: a line of another writer. `sealed`: a line of this ledger. */
export type LineVerdict = "torn" | "foreign" | "sealed";

interface Row<Facts, Verdict> {
  readonly name: string;
  readonly matches: (facts: Facts) => boolean;
  readonly verdict: Verdict;
}

/** Exactly one row matches any line. */
export const LINE_ROWS: readonly Row<BrokenLine, LineVerdict>[] = [
  { name: "durable-own", matches: (l) => l.isProven && (l.isOwn || l.showsSeal), verdict: "sealed" },
  { name: "durable-foreign", matches: (l) => l.isProven && !l.isOwn && !l.showsSeal, verdict: "foreign" },
  { name: "unfinished", matches: (l) => !l.isProven && !l.isTerminated, verdict: "torn" },
  { name: "unsynced-own", matches: (l) => !l.isProven && l.isTerminated && l.isOwn, verdict: "torn" },
  {
    // The first record is written behind a synced mark, so without one the mark itself is damaged.
    name: "unmarked-own",
    matches: (l) => !l.isProven && l.isTerminated && !l.isOwn && l.showsSeal,
    verdict: "sealed",
  },
  {
    // The reference's rule for its own files.
    name: "foreign-line",
    matches: (l) => !l.isProven && l.isTerminated && !l.isOwn && !l.showsSeal,
    verdict: "foreign",
  },
];

/** What a scan knows of a ledger. */
export interface FileFacts {
  /** `end`: the head says that the ledger was longer. `segment`: one of its files is not where or what it was. */
  readonly missing: "nothing" | "end" | "segment";
  /** The worst among its lines that stay. */
  readonly damage: "none" | "foreign" | "sealed";
  /**
   * How the file that grows ends: on a newline, on a whole record without one, or torn; `absent` when there is none
   * behind sealed ones, which a crash between a sealing and the next append leaves.
   */
  readonly tail: "whole" | "unterminated" | "torn" | "absent";
}

/** What recovery does: whether the tail is cut or ended, and whether mutations are taken afterwards. */
export interface Recovery {
  readonly tail: "keep" | "end" | "cut";
  /** `open`: all is well. `degraded`: as the reference, not ready but accepting. `refusing`: only reads are served. */
  readonly mode: "open" | "degraded" | "refusing";
}

/** Exactly one row matches any ledger. */
export const FILE_ROWS: readonly Row<FileFacts, Recovery>[] = [
  { name: "truncated", matches: (f) => f.missing === "end", verdict: { tail: "keep", mode: "refusing" } },
  { name: "segment-damage", matches: (f) => f.missing === "segment", verdict: { tail: "keep", mode: "refusing" } },
  {
    name: "sealed-damage",
    matches: (f) => f.missing === "nothing" && f.damage === "sealed",
    verdict: { tail: "keep", mode: "refusing" },
  },
  { name: "sealed", matches: (f) => ends(f, "none", "absent"), verdict: { tail: "keep", mode: "open" } },
  { name: "open", matches: (f) => ends(f, "none", "whole"), verdict: { tail: "keep", mode: "open" } },
  { name: "unterminated", matches: (f) => ends(f, "none", "unterminated"), verdict: { tail: "end", mode: "open" } },
  { name: "torn", matches: (f) => ends(f, "none", "torn"), verdict: { tail: "cut", mode: "open" } },
  {
    name: "degraded",
    matches: (f) => ends(f, "foreign", "whole") || ends(f, "foreign", "absent"),
    verdict: { tail: "keep", mode: "degraded" },
  },
  {
    name: "degraded-unterminated",
    matches: (f) => ends(f, "foreign", "unterminated"),
    verdict: { tail: "end", mode: "degraded" },
  },
  { name: "degraded-torn", matches: (f) => ends(f, "foreign", "torn"), verdict: { tail: "cut", mode: "degraded" } },
];

/** What a line that cannot be read is. */
export function judgeLine(line: BrokenLine): LineVerdict {
  return find(LINE_ROWS, line).verdict;
}

/** What to do with a ledger, and the name of the row that says so. */
export function decideRecovery(facts: FileFacts): Recovery & { readonly row: string } {
  const { name, verdict } = find(FILE_ROWS, facts);
  return { ...verdict, row: name };
}

function ends(facts: FileFacts, damage: FileFacts["damage"], tail: FileFacts["tail"]): boolean {
  return facts.missing === "nothing" && facts.damage === damage && facts.tail === tail;
}

function find<Facts, Verdict>(rows: readonly Row<Facts, Verdict>[], facts: Facts): Row<Facts, Verdict> {
  const row = rows.find(({ matches }) => matches(facts));
  if (row === undefined) throw new Error(`no row for ${JSON.stringify(facts)}`);
  return row;
}
