import type { LedgerEvent } from "../../../server/kernel/ledger/event.js";
import { FileLedger } from "../../../server/kernel/ledger/file-ledger.js";
import { encodeRecord } from "../../../server/kernel/ledger/record.js";
import type { MemoryStorage } from "../../../server/kernel/ports/memory-storage.js";
import { formatTimestamp } from "../../../server/kernel/timestamp.js";
import { decide } from "../../../server/jobspec/queue/decide.js";
import { evolve } from "../../../server/jobspec/queue/evolve.js";
import { QueueState } from "../../../server/jobspec/queue/state.js";
import { EVENT_TYPES } from "../../../server/jobspec/queue/vocabulary.js";
import type { RecordedOperation } from "./cases.js";
import { commandOf } from "./command.js";

const DIRECTORY = ".agents/daemon";
const PATH = `${DIRECTORY}/ledger.jsonl`;

/**
 * Writes into a ledger what the reference's in-process queue wrote, so that a daemon can be shown it.
 *
 * The rules are ours; what differs is made up for: ids and tokens come from one counter per queue object, expiry of a
 * lease is not recorded, an id that is taken swallows the event, and a job nobody holds accepts an empty token.
 */
export class ReferenceWorker {
  readonly #storage: MemoryStorage;
  #queue: RecordedOperation | undefined;
  #sequence = 0;

  constructor(storage: MemoryStorage) {
    this.#storage = storage;
  }

  async run(operation: RecordedOperation, now: number): Promise<void> {
    const { state, ids } = await this.#fold();
    if (operation.op === "new_queue" || this.#queue === undefined) {
      this.#queue = operation;
      this.#sequence = state.eventCount;
    }
    if (operation.op === "new_queue") return;
    for (const event of this.#events(operation, state, now)) {
      if (ids.has(event.event_id)) continue;
      await this.#append(event);
    }
  }

  #events(operation: RecordedOperation, state: QueueState, now: number): readonly LedgerEvent[] {
    const command = commandOf(operation, this.#queue ?? operation);
    const { events } = decide(state, command, { now, token: () => "" });
    const forged = events.length === 0 ? this.#forge(operation, state, now) : [];
    const recorded = [...events, ...forged].filter(({ event_type }) => event_type !== "job.lease_expired");
    return recorded.map((event) => this.#number(event));
  }

  #number(event: LedgerEvent): LedgerEvent {
    const payload = { ...event.payload };
    const job = event.job_id.replace(/[./ :]/g, "_");
    if (event.event_type === "job.claimed") {
      payload.claim_token = `claim_${job}-${String(payload.lease_epoch)}_${this.#next()}`;
    }
    return { ...event, event_id: `evt_${event.event_type.replace(".", "_")}_${job}_${this.#next()}`, payload };
  }

  /** The reference's fence compares with the empty token and epoch 0 of a job that nobody holds. */
  #forge(operation: RecordedOperation, state: QueueState, now: number): readonly LedgerEvent[] {
    const job = state.job(operation.job_id ?? "");
    if (job?.status !== "queued" || job.claimToken !== undefined || operation.claim_token !== "") return [];
    const isHeartbeat = operation.op === "heartbeat";
    const lease = { lease_expires_at: formatTimestamp(now + (this.#queue?.lease_ms ?? 60_000)) };
    return [
      {
        schema_version: 1,
        event_id: "",
        request_id: operation.request_id || job.requestId,
        job_id: job.jobId,
        event_type: isHeartbeat ? "job.heartbeat" : "job.completed",
        occurred_at: formatTimestamp(now),
        actor: operation.actor ?? "",
        payload: {
          artifacts: operation.artifacts ?? null,
          claim_token: "",
          lease_epoch: 0,
          ...(isHeartbeat ? lease : { result_status: "succeeded" }),
        },
      },
    ];
  }

  #next(): string {
    this.#sequence++;
    return String(this.#sequence).padStart(6, "0");
  }

  async #fold(): Promise<{ state: QueueState; ids: ReadonlySet<string> }> {
    const ledger = await FileLedger.open({
      storage: this.#storage,
      directory: DIRECTORY,
      name: "ledger.jsonl",
      eventTypes: new Set<string>(EVENT_TYPES),
    });
    const state = new QueueState();
    const ids = new Set<string>();
    await ledger.replay((event) => {
      ids.add(event.event_id);
      evolve(state, event);
    });
    return { state, ids };
  }

  async #append(event: LedgerEvent): Promise<void> {
    const file = (await this.#storage.open(PATH)) ?? (await this.#storage.create(PATH));
    file.append(Buffer.from(encodeRecord(event)));
  }
}
