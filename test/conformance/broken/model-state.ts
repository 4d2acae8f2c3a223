import { randomBytes, randomUUID } from "node:crypto";
import type { Json } from "../json.js";
import type { Deviation } from "./faults.js";
import { add, replay, type ModelEvent, type ModelJob } from "./model-ledger.js";

/** Leases of the model run out so much faster than they say, so that its tests do not wait. */
const SPEED = 10;

/** How old a view may be. */
const LAG_MS = 150;

/** How long a race that a fault opens stays open. */
export const RACE_MS = 20;

/** What a new event says; the rest follows from the ledger. */
export interface Draft {
  readonly type: string;
  readonly jobId: string;
  readonly requestId: string;
  readonly actor: string;
  readonly payload: Readonly<Record<string, Json>>;
}

/** The ledger of the model: events in memory, and those on its disk, which a kill leaves. */
export class ModelState {
  readonly has: (deviation: Deviation) => boolean;
  #disk: readonly ModelEvent[] = [];
  #events: readonly ModelEvent[] = [];
  #jobs = new Map<string, ModelJob>();
  #count = 0;
  readonly #startedMs = Date.now();
  /** Events before this one were there when the process began. */
  bootIndex = 0;
  #recent: { readonly atMs: number; readonly made: Json } | undefined;
  /** Lines that are no events. */
  #damaged = 0;

  constructor(deviations: ReadonlySet<Deviation>) {
    this.has = (deviation) => deviations.has(deviation);
  }

  get events(): readonly ModelEvent[] {
    return this.#events;
  }

  get jobs(): ReadonlyMap<string, ModelJob> {
    return this.#jobs;
  }

  get nowMs(): number {
    return this.#startedMs + (Date.now() - this.#startedMs) * SPEED;
  }

  get damaged(): number {
    return this.#damaged;
  }

  get isReady(): boolean {
    return this.#damaged === 0 || this.has("damage-hidden");
  }

  append({ type, jobId, requestId, actor, payload }: Draft): ModelEvent {
    const event: ModelEvent = {
      ...{ schema_version: 1, event_id: this.id(`evt_${type.replace(".", "_")}_${jobId}`), request_id: requestId },
      ...{ job_id: jobId, event_type: type, occurred_at: this.time(this.nowMs), actor, payload },
    };
    this.#events = [...this.#events, event];
    add(this.#jobs, event);
    if (!this.has("lost-on-restart") && !this.has("lost-on-kill")) this.#disk = this.#events;
    return event;
  }

  /** An id that was never given before. */
  id(prefix: string): string {
    this.#count += 1;
    return this.has("other-ids") ? randomUUID() : `${prefix}_${this.#count}`;
  }

  /** A time in UTC. */
  time(ms: number): string {
    return new Date(ms).toISOString().replace("Z", this.has("offset-times") ? "+00:00" : "Z");
  }

  token(): string {
    return this.has("tokens-counted") ? this.id("claim-token") : randomBytes(16).toString("hex");
  }

  /** Status as readers see it: a lease that has run out counts before it is recorded. */
  statusOf({ status, expiresMs }: ModelJob): string {
    if (this.has("status-lies") && status === "queued") return "completed";
    const isKept = this.has("no-expiry") || (this.has("leases-forgotten") && this.bootIndex > 0);
    const isOver = status === "running" && expiresMs <= this.nowMs && !isKept;
    return isOver ? "retry_waiting" : status;
  }

  /** What was made of the state a moment ago. */
  recent(make: (state: ModelState) => Json): Json {
    if (this.#recent === undefined || Date.now() - this.#recent.atMs > LAG_MS) {
      this.#recent = { atMs: Date.now(), made: make(this) };
    }
    return this.#recent.made;
  }

  damage(): void {
    this.#damaged += 1;
  }

  restart(signal: "SIGTERM" | "SIGKILL"): void {
    if (signal === "SIGTERM" && !this.has("lost-on-restart")) this.#disk = this.#events;
    this.#events = this.has("history-compacted") ? this.#disk.slice(1) : this.#disk;
    this.#jobs = replay(this.#events);
    this.bootIndex = this.#events.length;
    if (this.has("ids-repeat")) this.#count = 0;
  }
}
