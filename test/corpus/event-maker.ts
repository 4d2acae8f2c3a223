import type { BodyVariant } from "../../generator/emit/operation-shape.js";
import { isRecord } from "./places.js";
import type { Makers } from "./plan.js";

interface EventWish {
  readonly seed: number;
  readonly optional: number;
}

const UNTYPED = [{ data: "first" }, { event: "named", data: "two\nlines ☃", id: "7" }];

/** Events of a `text/event-stream` reply that are valid by its schema, be that of the event or of its data. */
export function makeEvents(variant: BodyVariant, makers: Makers, wish: EventWish): { value: unknown[] } | undefined {
  const schema = variant.media.itemSchema ?? variant.media.schema;
  if (schema === undefined || variant.schema === undefined) return { value: UNTYPED };
  const uri = makers.schemas.add(schema.cursor, "reply");
  const isEvent = makers.schemas.propertyNames(uri).has("data");
  const events = [0, 1].map((index) =>
    makers.instances.make(uri, {
      optional: wish.optional,
      seed: wish.seed + index,
      adapt: (value) => (isEvent && isRecord(value) ? withoutOthers(value) : value),
      fits: (value) => canCarryEvent(isEvent ? value : { data: value }, variant),
    }),
  );
  const values = events.flatMap((event) =>
    event === undefined ? [] : [isEvent ? event.value : { data: event.value }],
  );
  return values.length === events.length ? { value: values } : undefined;
}

/** The fields that a stream of events has (HTML Living Standard section 9.2.6); it drops all others. */
function withoutOthers(event: object): object {
  return Object.fromEntries(Object.entries(event).filter(([name]) => ["data", "event", "id", "retry"].includes(name)));
}

/** Fields are single lines, data is text without CR; what is either a text or JSON must not look like the other. */
function canCarryEvent(event: unknown, { media }: BodyVariant): boolean {
  if (!isRecord(event) || event["data"] === undefined) return false;
  const { data, event: name = "message", id = "", retry = 0 } = event;
  const lines = [name, id].every((text) => typeof text === "string" && /^[^\r\n\0]*$/.test(text));
  if (!lines || name === "" || !(Number.isInteger(retry) && Number(retry) >= 0)) return false;
  if (typeof data !== "string" || media.dataForm === "json") return true;
  return !data.includes("\r") && (media.dataForm !== "either" || !isJson(data));
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
