/** One event of a `text/event-stream` (HTML Living Standard section 9.2). */
export interface ServerSentEvent<Data = string> {
  /** Type of the event; `message` when absent. */
  readonly event?: string;
  readonly data: Data;
  readonly id?: string;
  /** Milliseconds to wait before the next connection. */
  readonly retry?: number;
}

/** How the data of events is written: as the text that it is, as JSON, or as whichever of both fits. */
export type DataForm = "text" | "json" | "either";

/**
 * The lines of an event: a field a line, data of several lines as several fields, an empty line at the end (section
 * 9.2.5).
 */
export function encodeEvent(item: unknown, data: DataForm = "text"): string {
  const event = item as Partial<ServerSentEvent<unknown>>; // the type of event streams in replies
  const fields = [
    ...(event.event === undefined ? [] : [`event: ${event.event}`]),
    ...(event.id === undefined ? [] : [`id: ${event.id}`]),
    ...(event.retry === undefined ? [] : [`retry: ${event.retry}`]),
    ...(event.data === undefined
      ? []
      : dataText(event.data, data)
          .split(/\r\n|\r|\n/)
          .map((line) => `data: ${line}`)),
  ];
  return `${fields.join("\n")}\n\n`;
}

function dataText(value: unknown, data: DataForm): string {
  return typeof value === "string" && data !== "json" ? value : JSON.stringify(value);
}
