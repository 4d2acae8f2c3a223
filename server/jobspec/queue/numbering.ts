import type { LedgerEvent } from "../../kernel/ledger/event.js";
import { formatTimestamp } from "../../kernel/timestamp.js";
import { trimSpace } from "../../kernel/white-space.js";
import type { QueueState } from "./state.js";

/** What an event says beside its id and its time. */
export interface EventDraft {
  readonly type: string;
  readonly jobId: string;
  readonly requestId: string;
  readonly actor: string;
  readonly payload: Readonly<Record<string, unknown>>;
}

/**
 * Ids for one decision, as the reference forms them: numbers follow the count of valid events, every generated id
 * takes one, and an id that is taken is passed over.
 */
export class Numbering {
  readonly #state: QueueState;
  readonly #occurredAt: string;
  #sequence: number;

  constructor(state: QueueState, now: number) {
    this.#state = state;
    this.#occurredAt = formatTimestamp(now);
    this.#sequence = state.eventCount;
  }

  /** A job id no job has. */
  jobId(jobType: string): string {
    for (;;) {
      const id = generatedId("job", jobType, this.#next());
      if (this.#state.job(id) === undefined) return id;
    }
  }

  /** A request id for a job; free of white space, whatever the job id holds. */
  requestId(jobId: string): string {
    return generatedId("req", jobId, this.#next()).replace(/[ \t\r\n]/g, "_");
  }

  /** The event of a draft, under an id no event has. */
  event(draft: EventDraft): LedgerEvent {
    const prefix = `evt_${draft.type.replace(".", "_")}`;
    let eventId = generatedId(prefix, draft.jobId, this.#next());
    while (this.#state.hasEvent(eventId, this.#sequence)) eventId = generatedId(prefix, draft.jobId, this.#next());
    return {
      schema_version: 1,
      event_id: eventId,
      request_id: draft.requestId,
      job_id: draft.jobId,
      event_type: draft.type,
      occurred_at: this.#occurredAt,
      actor: draft.actor,
      payload: draft.payload,
    };
  }

  #next(): number {
    this.#sequence++;
    return this.#sequence;
  }
}

function generatedId(prefix: string, seed: string, sequence: number): string {
  return `${prefix}_${sanitise(seed)}_${String(sequence).padStart(6, "0")}`;
}

/** An id as it appears inside another: dots, slashes, colons and spaces become underscores. */
function sanitise(seed: string): string {
  const text = trimSpace(seed).replace(/[./ :]/g, "_");
  return text === "" ? "daemon" : text;
}
