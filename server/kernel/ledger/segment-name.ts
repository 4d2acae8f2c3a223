import { LedgerError } from "./ledger.js";

/** A sealed file of a ledger, by its name. */
export interface SealedName {
  readonly name: string;
  readonly isGzip: boolean;
}

const FORM = /^\.(\d{8}T\d{6}(?:\.\d{1,9})?)Z\.jsonl(\.gz)?$/;
const NS_PER_MS = 1_000_000n;
const NS_PER_SECOND = 1_000_000_000n;

/**
 * Picks from the names in a directory those of a ledger's sealed files, `<stem>.<yyyymmddThhmmss.nnnnnnnnn>Z.jsonl` or
 * `.jsonl.gz`, in order. Of a file and its compressed copy the file counts: the copy may not be whole.
 */
export function sealedNames(names: readonly string[], stem: string): SealedName[] {
  const found = names.filter((name) => name.startsWith(stem) && FORM.test(name.slice(stem.length)));
  const kept = found.filter((name) => !name.endsWith(".gz") || !found.includes(name.slice(0, -".gz".length)));
  return kept.sort().map((name) => ({ name, isGzip: name.endsWith(".gz") }));
}

/**
 * The name for the next file to be sealed: its time, and in any case behind all names given, the way strings are
 * ordered. Throws `not-stored` when there is none left.
 */
export function nextSealedName(names: readonly SealedName[], stem: string, ms: number): string {
  const last = names.at(-1)?.name ?? "";
  let name = nameOf(stem, later(BigInt(Math.max(0, Math.ceil(ms))) * NS_PER_MS, timeOf(last, stem) + 1n));
  // A name without a fraction is behind all others of its second.
  if (name <= last) name = nameOf(stem, (timeOf(last, stem) / NS_PER_SECOND + 1n) * NS_PER_SECOND);
  if (FORM.test(name.slice(stem.length))) return name;
  throw new LedgerError("not-stored", "rotate ledger: there is no later name than those in use");
}

/** Nanoseconds since the epoch; before it for anything but a sealed file's name. */
function timeOf(name: string, stem: string): bigint {
  const stamp = FORM.exec(name.slice(stem.length))?.[1];
  if (stamp === undefined) return -1n;
  const [whole = "", fraction = ""] = stamp.split(".");
  const ms = Date.parse(whole.replace(/(....)(..)(..)T(..)(..)(..)/, "$1-$2-$3T$4:$5:$6Z"));
  return BigInt(Number.isNaN(ms) ? 0 : ms) * NS_PER_MS + BigInt(fraction.padEnd(9, "0"));
}

function nameOf(stem: string, ns: bigint): string {
  const [whole = ""] = new Date(Number(ns / NS_PER_MS)).toISOString().split(".");
  const fraction = String(ns % NS_PER_SECOND).padStart(9, "0");
  return `${stem}.${whole.replace(/[-:]/g, "")}.${fraction}Z.jsonl`;
}

function later(left: bigint, right: bigint): bigint {
  return left > right ? left : right;
}
