import { trimSpace } from "../white-space.js";
import type { EventIndex } from "./event-index.js";
import { LedgerError } from "./ledger.js";
import type { LedgerBytes } from "./ledger-bytes.js";
import type { Line } from "./lines.js";
import { parseRecord } from "./parse-record.js";
import { encodeRecord } from "./record.js";
import { cutSeal, readSeal } from "./seal.js";

/** Events read at a time. */
const PAGE_EVENTS = 256;

/** What events are read from. */
export interface EventSource {
  readonly bytes: LedgerBytes;
  readonly index: EventIndex;
  /** Everything before this offset is durable. */
  readonly endBytes: number;
  readonly eventTypes: ReadonlySet<string>;
}

/** Which events: those at positions `from` (counted from 0) to before `to`. */
export interface EventRange {
  readonly from: number;
  readonly to: number;
}

/**
 * The events of a range as JSON texts, as the reference would have written them, a few at a time, in memory that does
 * not depend on the range. Throws {@link LedgerError} `unreadable` when a line is no longer what it was.
 */
export async function* readEvents(source: EventSource, { from, to }: EventRange): AsyncGenerator<readonly string[]> {
  const { bytes, index, endBytes } = source;
  for (let next = from; next < to;) {
    const last = Math.min(next + PAGE_EVENTS, to);
    const texts: string[] = [];
    const start = { offset: index.offset(next) ?? endBytes, number: 1 };
    await bytes.readLines({ start, endBytes: index.offset(last) ?? endBytes }, (line) => {
      // Between two events there may be marks, lines that are no events, and repeated ids.
      if (line.offset === index.offset(next + texts.length)) texts.push(eventText(line, source));
      return undefined;
    });
    if (texts.length !== last - next) throw changed(start.offset);
    yield texts;
    next = last;
  }
}

/** Position of the event with this id; undefined when there is none. */
export async function findEvent(source: EventSource, eventId: string): Promise<number | undefined> {
  for (const position of source.index.candidates(eventId)) {
    for await (const [text = "{}"] of readEvents(source, { from: position, to: position + 1 })) {
      const parsed = parseRecord(text, source.eventTypes);
      if (parsed.kind === "event" && parsed.event.event_id === eventId) return position;
    }
  }
  return undefined;
}

function eventText({ bytes, offset }: Line, { eventTypes }: EventSource): string {
  const seal = bytes === undefined ? undefined : readSeal(bytes, offset);
  if (bytes === undefined || seal?.kind === "broken") throw changed(offset);
  const text = bytes.toString("utf8");
  if (seal !== undefined) return cutSeal(text);
  const parsed = parseRecord(trimSpace(text), eventTypes);
  if (parsed.kind !== "event") throw changed(offset);
  return encodeRecord(parsed.event).trimEnd();
}

function changed(offset: number): LedgerError {
  return new LedgerError("unreadable", `read ledger: byte ${offset} is no longer what it was`);
}
