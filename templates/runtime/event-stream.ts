/** One event of a `text/event-stream` (HTML Living Standard section 9.2). */
export interface ServerSentEvent {
  /** Type of the event; `message` when absent. */
  readonly event?: string;
  readonly data: string;
  readonly id?: string;
  /** Milliseconds to wait before the next connection. */
  readonly retry?: number;
}
