import type { LedgerEvent } from "./event.js";
import type { LedgerBytes } from "./ledger-bytes.js";
import type { Line } from "./lines.js";
import type { LineReading } from "./read-record.js";
import { readRecord } from "./read-record.js";

/** Sees an event of the ledger, with its line; the line is only good during the call. */
export type VisitEvent = (event: LedgerEvent, occurredAtMs: number, line: Line) => void;

/** What a fold reads. */
export interface FoldOptions {
  readonly bytes: LedgerBytes;
  readonly eventTypes: ReadonlySet<string>;
  readonly visit: VisitEvent;
  /** Events before the first line taken; default none. */
  readonly eventsBefore?: number;
}

/**
 * Hands on the first record of every event id.
 *
 * This ledger never writes an id twice and its seals say where a record belongs, so sealed records need no look-up.
 * Ids are only remembered for the reference's records; once one of those follows sealed ones, the ids before it are
 * read again.
 */
export class Fold {
  readonly #options: FoldOptions;
  readonly #ids = new Set<string>();
  #events: number;
  #hasAllIds: boolean;
  /** Remember the ids of sealed records too, from here on. */
  #tracksSealed = false;

  constructor(options: FoldOptions) {
    this.#options = options;
    this.#events = options.eventsBefore ?? 0;
    this.#hasAllIds = this.#events === 0;
  }

  /** How many events there are up to here. */
  get events(): number {
    return this.#events;
  }

  /** Takes the next line that holds an event; a promise returned must be waited for. */
  take(line: Line, reading: LineReading & { readonly kind: "event" }): Promise<void> | undefined {
    if (reading.seal !== undefined) {
      if (this.#tracksSealed) this.#ids.add(reading.event.event_id);
      else this.#hasAllIds = false;
      this.#accept(line, reading);
      return undefined;
    }
    if (this.#hasAllIds) {
      this.#acceptNew(line, reading);
      return undefined;
    }
    return this.#readIds(line).then(() => {
      this.#acceptNew(line, reading);
    });
  }

  #acceptNew(line: Line, reading: LineReading & { readonly kind: "event" }): void {
    const id = reading.event.event_id;
    if (this.#ids.has(id)) return;
    this.#ids.add(id);
    this.#accept(line, reading);
  }

  #accept(line: Line, { event, occurredAtMs }: LineReading & { readonly kind: "event" }): void {
    this.#events++;
    this.#options.visit(event, occurredAtMs, line);
  }

  async #readIds({ offset }: Line): Promise<void> {
    const { bytes, eventTypes } = this.#options;
    await bytes.readLines({ endBytes: offset }, (line) => {
      const reading = readRecord(line, eventTypes);
      if (reading.kind === "event") this.#ids.add(reading.event.event_id);
      return undefined;
    });
    this.#hasAllIds = true;
    this.#tracksSealed = true;
  }
}
