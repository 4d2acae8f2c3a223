/** A request of an attack that is complete and well-formed, so that it has to be answered. */
export interface SentRequest {
  readonly method: string;
  /** As it was sent. */
  readonly target: string;
  /** Statuses with which HTTP itself may refuse it, beside what the contract declares. */
  readonly refusals: readonly number[];
}

/** Bytes for one connection, and what has to come back. */
export interface Attack {
  readonly name: string;
  /** Written one after another, each in a packet of its own as far as the system goes along. */
  readonly pieces: readonly Buffer[];
  /** After the last byte: wait for the answers, say that nothing more comes, or be gone. */
  readonly ending: "wait" | "half-close" | "reset";
  /** Each has to be answered, in this order. */
  readonly requests: readonly SentRequest[];
  /** What comes behind them is a request only as far as its head: it may be answered before its body turns out bad. */
  readonly begun?: SentRequest;
}
