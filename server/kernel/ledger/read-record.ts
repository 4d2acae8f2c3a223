import { trimSpace } from "../white-space.js";
import type { LedgerEvent } from "./event.js";
import type { Line } from "./lines.js";
import { parseEvent, parseRecord } from "./parse-record.js";
import type { Seal } from "./seal.js";
import { readSeal, showsSeal } from "./seal.js";

/**
 * What a line of the ledger is.
 *
 * - `empty`: nothing at all; half a mark.
 * - `blank`: white space; counted and skipped, as the reference does.
 * - `event`: a fact, sealed by this ledger or written by the reference.
 * - `refused`: a whole object that is no event to this version. It is reported, but nothing was damaged.
 * - `broken`: no object, or a seal that does not hold.
 */
export type LineReading =
  | { readonly kind: "empty" | "blank" }
  | {
      readonly kind: "event";
      readonly event: LedgerEvent;
      readonly occurredAtMs: number;
      readonly seal: Seal | undefined;
    }
  | { readonly kind: "refused"; readonly error: string; readonly seal: Seal | undefined }
  | { readonly kind: "broken"; readonly error: string; readonly showsSeal: boolean };

const EMPTY: LineReading = { kind: "empty" };
const BLANK: LineReading = { kind: "blank" };
const TOO_LONG = "ledger event line exceeds MaxLedgerLineBytes";

/** Reads one line; event types other than the given ones are refused. */
export function readRecord({ bytes, offset }: Line, eventTypes: ReadonlySet<string>): LineReading {
  if (bytes === undefined) return { kind: "broken", error: TOO_LONG, showsSeal: false };
  if (bytes.length === 0) return EMPTY;
  const sealed = readSeal(bytes, offset);
  if (sealed?.kind === "broken") return { kind: "broken", error: sealed.error, showsSeal: true };
  // Without the seal there is less to parse.
  if (sealed !== undefined) {
    return readSealed(`${bytes.toString("utf8", 0, sealed.recordBytes)}}`, sealed.seal, eventTypes);
  }
  const trimmed = trimSpace(bytes.toString("utf8"));
  if (trimmed === "") return BLANK;
  const parsed = parseRecord(trimmed, eventTypes);
  if (parsed.kind === "event" && !parsed.hasSeal) return { ...parsed, seal: undefined };
  // Only this ledger writes these fields, and always a whole seal at the end of the line.
  if (parsed.hasSeal) return { kind: "broken", error: "sealed record is damaged: seal is incomplete", showsSeal: true };
  if (parsed.kind === "event") return { ...parsed, seal: undefined };
  if (parsed.kind === "refused") return { kind: "refused", error: parsed.error, seal: undefined };
  return { kind: "broken", error: parsed.error, showsSeal: showsSeal(bytes) };
}

/** The checksum has shown that these are the bytes this ledger wrote, so shapes need no second check. */
function readSealed(text: string, seal: Seal, eventTypes: ReadonlySet<string>): LineReading {
  const parsed = parseEvent(text, eventTypes);
  if (parsed.kind === "refused") return { kind: "refused", error: parsed.error, seal };
  return { kind: "event", event: parsed.event, occurredAtMs: parsed.occurredAtMs, seal };
}
