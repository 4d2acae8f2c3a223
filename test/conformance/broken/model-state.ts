import { randomBytes, randomUUID } from "node:crypto";
import type { Json } from "../json.js";
import type { Deviation } from "./faults.js";
import { add, replay, type ModelEvent, type ModelJob } from "./model-ledger.js";

/** Leases of the model run out so much faster than they say, so that its tests do not wait. */
const SPEED = 10;

/** How old a view may be. */
const LAG_MS = 150;

/** How much of a key or id some databases keep. */
export const COLUMN = 64;

/** How long a race that a fault opens stays open. */
export const RACE_MS = 20;

/** What a new event says; the rest follows from the ledger. */
export interface Draft {
  readonly type: string;
  readonly jobId: string;
  readonly requestId: string;
  readonly actor: string;
  readonly payload: Readonly<Record<string, Json>>;
  /** Not on the disk before the next event is. */
  readonly isVolatile?: boolean;
}

/** The ledger of the model: events in memory, and those on its disk, which a kill leaves. */
export class ModelState {
  readonly has: (deviation: Deviation) => boolean;
  #disk: readonly ModelEvent[] = [];
  #events: readonly ModelEvent[] = [];
  #jobs = new Map<string, ModelJob>();
  #count = 0;
  readonly startedMs = Date.now();
  /** Keys of requests that were denied. */
  readonly reserved = new Set<string>();
  /** Events before this one were there when the process began. */
  bootIndex = 0;
  #recent: { readonly atMs: number; readonly made: Json } | undefined;
  /** Lines that are no events. */
  #damaged = 0;
  /** Events that were there when the first of them came. */
  damagedAt = Number.POSITIVE_INFINITY;
  #busy = 0;

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
    return this.startedMs + (Date.now() - this.startedMs) * SPEED;
  }

  get damaged(): number {
    return this.#damaged;
  }

  get isReady(): boolean {
    return this.#damaged === 0 || this.has("damage-hidden");
  }

  append({ type, jobId, requestId, actor, payload, isVolatile = false }: Draft): void {
    const event: ModelEvent = {
      ...{
        schema_version: 1,
        event_id: this.#eventId(`evt_${type.replace(".", "_")}_${jobId}`),
        request_id: requestId,
      },
      ...{ job_id: jobId, event_type: type, occurred_at: this.time(this.nowMs), actor, payload },
    };
    this.#events = [...this.#events, event];
    add(this.#jobs, event);
    if (!this.has("lost-on-restart") && !this.has("lost-on-kill") && !isVolatile) this.#disk = this.#events;
    if (!this.has("projection-events") || type.startsWith("projection.")) return;
    for (const one of ["projection.marked_stale", "projection.rebuilt"]) {
      this.append({ type: one, jobId, requestId, actor: "model", payload: {} });
    }
  }

  /** Changes what is shown of a job behind the back of the ledger. */
  forge(jobId: string, change: Partial<ModelJob>): void {
    const job = this.#jobs.get(jobId);
    if (job !== undefined) this.#jobs.set(jobId, { ...job, ...change });
  }

  /** Requests that are worked on. */
  get busy(): number {
    return this.#busy;
  }

  async during<Value>(work: () => Promise<Value>): Promise<Value> {
    this.#busy += 1;
    try {
      return await work();
    } finally {
      this.#busy -= 1;
    }
  }

  /** An id that was never given before. */
  id(prefix: string): string {
    this.#count += 1;
    if (this.has("counted-ids")) return String(this.#count);
    return this.has("other-ids") ? randomUUID() : `${prefix}_${this.#count}`;
  }

  /** An event's id may have any characters. */
  #eventId(prefix: string): string {
    const id = this.id(prefix);
    return this.has("quoted-ids") ? `it's "${id}" \\ü/\u2028` : id;
  }

  /** A time in UTC. */
  time(ms: number): string {
    const text = new Date(ms).toISOString();
    if (this.has("local-times")) return new Date(ms + 7_200_000).toISOString().replace("Z", "+02:00");
    if (this.has("fine-times")) return text.toLowerCase().replace("z", "123456z");
    return text.replace("Z", this.has("offset-times") ? "+00:00" : "Z");
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
    this.damagedAt = Math.min(this.damagedAt, this.#events.length);
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
