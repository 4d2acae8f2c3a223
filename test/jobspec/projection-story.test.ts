import { describe, expect, it } from "vitest";

import { createHandlers } from "../../server/jobspec/handlers/index.js";
import type { FileProjection } from "../../server/jobspec/projections/file-paths.js";
import { FILE_PATHS, FILE_PROJECTIONS } from "../../server/jobspec/projections/file-paths.js";
import { manifests } from "../../server/jobspec/projections/set.js";
import { JobspecRuntime } from "../../server/jobspec/runtime.js";
import { LAG_LIMIT_MS } from "../../server/kernel/projector/projector.js";
import { systemIdentifiers } from "../../server/kernel/ports/identifiers.js";
import { MemoryStorage } from "../../server/kernel/ports/memory-storage.js";
import { Agenda } from "../simulation/agenda.js";
import { Random } from "../simulation/random.js";
import { shownEvents } from "../simulation/shown-events.js";

// SEED=17 STORIES=1 repeats one.
const FIRST = Number(process.env["SEED"] ?? 1);
const STORIES = Number(process.env["STORIES"] ?? 60);
const STEPS = 30;
const FAULTS = ["EIO", "ENOSPC", "EACCES", "EROFS"];

/** A daemon whose projections' files are at the mercy of chance. */
class Story {
  readonly #random: Random;
  readonly #agenda: Agenda;
  readonly #storage: MemoryStorage;
  #fault: string | undefined;
  #asked = 0;
  #rebuilds = 0;
  #jobs = 0;
  #runtime: JobspecRuntime | undefined;

  constructor(seed: number) {
    this.#random = new Random(seed);
    this.#agenda = new Agenda(this.#random.fork());
    const isStruck = (path: string): boolean => path.includes("/projections/") && this.#random.chance(80);
    this.#storage = new MemoryStorage({
      fault: (_, path) => (this.#fault !== undefined && isStruck(path) ? { code: this.#fault } : undefined),
    });
  }

  async tell(): Promise<void> {
    for (let step = 0; step < STEPS; step++) {
      await this.#step(await this.#running());
      this.#requireTruth(await this.#running());
      await this.#agenda.run(this.#agenda.pause(this.#random.below(this.#random.chance(10) ? LAG_LIMIT_MS : 3_000)));
      this.#requireTruth(await this.#running());
    }
    this.#fault = undefined;
    await this.#agenda.run(this.#agenda.pause(LAG_LIMIT_MS));
    await this.#requireEnd(await this.#running());
  }

  async #running(): Promise<JobspecRuntime> {
    const ports = { clock: this.#agenda, scheduler: this.#agenda, identifiers: systemIdentifiers };
    this.#runtime ??= await JobspecRuntime.open({ ...ports, storage: this.#storage, onFatal: () => undefined });
    return this.#runtime;
  }

  async #step(runtime: JobspecRuntime): Promise<void> {
    const path = FILE_PATHS[this.#random.pick(FILE_PROJECTIONS)];
    switch (this.#random.below(6)) {
      case 0:
        this.#fault = this.#random.chance(40) ? undefined : this.#random.pick(FAULTS);
        break;
      case 1:
        this.#cut(path);
        break;
      case 2:
        await this.#rebuild(runtime);
        break;
      case 3:
        await this.#agenda.run(runtime.close());
        this.#runtime = undefined;
        break;
      default: {
        const jobId = `j${this.#jobs++}`;
        await this.#agenda.run(runtime.execute({ kind: "submit", jobType: "dream.run", jobId, actor: "t" }));
      }
    }
  }

  #cut(path: string): void {
    if (this.#storage.bytes(path) === undefined) return;
    const fault = this.#fault;
    this.#fault = undefined;
    this.#storage.put(path, Buffer.from("{"));
    this.#fault = fault;
  }

  async #rebuild(runtime: JobspecRuntime): Promise<void> {
    const rebuilt = runtime.rebuildProjections();
    await this.#agenda.run(rebuilt);
    this.#asked++;
    if ((await rebuilt).length === 0) this.#rebuilds++;
  }

  /** A manifest that is stale says of its file what the file says of itself, or nothing. */
  #requireTruth(runtime: JobspecRuntime): void {
    for (const { projection, status, last_event_id } of Object.values(manifests(runtime.view()))) {
      const path = FILE_PATHS[projection as FileProjection];
      const text = this.#storage.bytes(path)?.toString() ?? "";
      if (status !== "stale" || text.length < 2 || last_event_id === undefined) continue;
      const id = JSON.stringify(last_event_id);
      if (!text.includes(id)) throw new Error(`${path} is called stale at ${id}, and is: ${text.slice(0, 300)}`);
    }
  }

  async #requireEnd(runtime: JobspecRuntime): Promise<void> {
    const events = (await shownEvents(createHandlers(runtime))) ?? [];
    const lastId = JSON.stringify(events.at(-1)?.event_id);
    for (const name of FILE_PROJECTIONS) {
      expect(this.#storage.bytes(FILE_PATHS[name])?.includes(`last_event_id":${lastId}`), name).toBe(true);
      expect(manifests(runtime.view())[name]?.status).toBe("current");
      const about = events.filter(({ payload }) => (payload?.["projection_targets"] as unknown[]).includes(name));
      const types = about.flatMap(({ event_type }) => (event_type.startsWith("projection.") ? [event_type] : []));
      // Each time that it fell behind it came back, once; whatever else was recorded was asked for.
      const stale = types.filter((type) => type === "projection.marked_stale").length;
      const rebuilt = types.length - stale;
      expect(types.join(" ")).not.toMatch(/marked_stale projection.marked_stale/);
      expect(rebuilt, name).toBeGreaterThanOrEqual(Math.max(stale, this.#rebuilds));
      expect(rebuilt, name).toBeLessThanOrEqual(stale + this.#asked);
    }
  }
}

describe("whatever happens to the files", () => {
  it("manifests are true, events are recorded once, and the files come back", async () => {
    for (let seed = FIRST; seed < FIRST + STORIES; seed++) {
      await new Story(seed).tell().catch((cause: unknown) => {
        const replay = `SEED=${seed} STORIES=1 npx vitest run test/jobspec/projection-story.test.ts`;
        throw new Error(`${String(cause)}\nreplay: ${replay}`, { cause });
      });
    }
  });
});
