/** One event of a `text/event-stream` (HTML Living Standard section 9.2). */
export interface ServerSentEvent {
  /** Type of the event; `message` when absent. */
  readonly event?: string;
  readonly data: string;
  readonly id?: string;
  /** Milliseconds to wait before the next connection. */
  readonly retry?: number;
}

/**
 * The lines of an event: a field a line, data of several lines as several fields, an empty line at the end (section
 * 9.2.5).
 */
export function encodeEvent(item: unknown): string {
  const { event, data, id, retry } = item as ServerSentEvent; // the type of event streams in replies
  const fields = [
    ...(event === undefined ? [] : [`event: ${event}`]),
    ...(id === undefined ? [] : [`id: ${id}`]),
    ...(retry === undefined ? [] : [`retry: ${retry}`]),
    ...data.split(/\r\n|\r|\n/).map((line) => `data: ${line}`),
  ];
  return `${fields.join("\n")}\n\n`;
}
