import type { Picture, ProjectorOptions } from "../../kernel/projector/projector.js";
import { LAG_LIMIT_MS, Projector } from "../../kernel/projector/projector.js";
import { faultReason } from "../../kernel/ports/storage.js";
import type { Mark } from "../queue/command.js";
import type { ProjectionName } from "../queue/vocabulary.js";
import { findHead } from "./file-head.js";
import type { FileProjection } from "./file-paths.js";
import { FILE_PATHS, FILE_PROJECTIONS } from "./file-paths.js";
import { filePieces } from "./files.js";
import type { FileStanding, View, ViewHead } from "./view.js";

const ACTOR = "agentopsd";

/** What the files are made from, and whom they tell about themselves. */
export interface FileProjectionsOptions extends Pick<ProjectorOptions, "storage" | "scheduler" | "clock"> {
  /** What is durable now. */
  readonly view: () => View;
  /** Stores an event about projections. */
  readonly mark: (command: Mark) => Promise<unknown>;
  /** Told why a file could not be written, or an event about it not be stored. */
  readonly onNotice: (fault: Error) => void;
}

/**
 * The projections that the daemon writes into files, and what the ledger says of them: `projection.marked_stale` when
 * one falls behind, `projection.rebuilt` when it has been written again. A file that is written in time is no event.
 */
export class FileProjections {
  readonly #options: FileProjectionsOptions;
  readonly #projector: Projector;
  readonly #standings = new Map<ProjectionName, FileStanding>();
  /** Whose rebuild was asked for and is not recorded yet. */
  readonly #asked = new Set<FileProjection>();
  /** Why the ledger does not say how they stand. */
  #untold: string | undefined;

  constructor(options: FileProjectionsOptions) {
    this.#options = options;
    const { storage, scheduler, clock } = options;
    this.#projector = new Projector({
      storage,
      scheduler,
      clock,
      take: () => this.#take(),
      onPass: () => this.#settle(),
      onBehind: () => {
        for (const name of FILE_PROJECTIONS) this.#note(name, `behind the ledger for ${LAG_LIMIT_MS / 1000} s`);
        void this.#settle();
      },
    });
  }

  /** What is known of the files; one that this process has neither found nor tried to write is not in it. */
  get standings(): ReadonlyMap<ProjectionName, FileStanding> {
    return this.#standings;
  }

  /** Told that the ledger has grown. */
  follow(): void {
    this.#projector.follow();
  }

  /** Learns what the files show that are there already. */
  async recall(): Promise<void> {
    for (const name of FILE_PROJECTIONS) {
      const head = await findHead(this.#options.storage, name);
      if (head === "missing") continue;
      const isReadable = head !== "unreadable";
      const shows = isReadable ? { eventCount: undefined, lastEventId: head.lastEventId, now: head.madeMs } : undefined;
      this.#standings.set(name, { shows, fault: undefined });
    }
  }

  /** Writes all files now and records it, also when they were current. Resolves with what kept it from being done. */
  async rebuild(): Promise<readonly string[]> {
    for (const name of FILE_PROJECTIONS) this.#asked.add(name);
    await this.#projector.rebuild();
    this.#asked.clear();
    return this.#untold === undefined ? this.#faults() : [...this.#faults(), this.#untold];
  }

  /** Writes what is not written yet. Stores no event: the next start does. Tells what could not be written. */
  async close(): Promise<void> {
    await this.#projector.close();
    const faults = this.#faults();
    if (faults.length > 0) this.#options.onNotice(new Error(`projections are left stale: ${faults.join("; ")}`));
  }

  #faults(): readonly string[] {
    return [...this.#standings.values()].flatMap(({ fault }) => fault ?? []);
  }

  #take(): Picture {
    const { state, ...view } = this.#options.view();
    const { eventCount, lastEventId, manifests } = state;
    const shows = { eventCount, lastEventId, now: view.now };
    const frozen = { ...view, state: { eventCount, lastEventId, manifests } };
    const jobs = [...state.jobs()];
    const files = FILE_PROJECTIONS.map((name) => ({
      path: FILE_PATHS[name],
      pieces: () => filePieces(name, { view: this.#besides(name, frozen), jobs }),
      onWritten: () => {
        this.#standings.set(name, { shows, fault: undefined });
      },
      onFault: (fault: unknown) => {
        this.#note(name, `write ${FILE_PATHS[name]}: ${faultReason(fault)}`);
      },
    }));
    return { eventCount, files };
  }

  /** What a file says of the others: how they stand when it is written. It is not behind itself once it is read. */
  #besides(name: FileProjection, view: ViewHead): ViewHead {
    return { ...view, files: new Map([...this.#standings].filter(([other]) => other !== name)) };
  }

  #note(name: ProjectionName, fault: string): void {
    this.#standings.set(name, { shows: this.#standings.get(name)?.shows, fault });
  }

  /** Stores what has changed since the ledger was told last. */
  async #settle(): Promise<void> {
    const { manifests } = this.#options.view().state;
    const isStale = (name: FileProjection): boolean => manifests.get(name) === "stale";
    const fault = (name: FileProjection): string | undefined => this.#standings.get(name)?.fault;
    const isDue = (name: FileProjection): boolean => isStale(name) || this.#asked.has(name);
    const behind = FILE_PROJECTIONS.filter((name) => fault(name) !== undefined && !isStale(name));
    const rebuilt = FILE_PROJECTIONS.filter((name) => fault(name) === undefined && isDue(name));
    const reasons = [...new Set(behind.map(fault))].join("; ");
    try {
      if (behind.length > 0) this.#options.onNotice(new Error(`projections are stale: ${reasons}`));
      await this.#mark("stale", behind, reasons);
      await this.#mark("current", rebuilt);
      for (const name of rebuilt) this.#asked.delete(name);
      this.#untold = undefined;
    } catch (cause) {
      // Readers are told all the same; the next pass tries again.
      this.#untold = cause instanceof Error ? cause.message : String(cause);
      this.#options.onNotice(new Error("the ledger could not be told of projections", { cause }));
    }
  }

  async #mark(status: Mark["status"], projections: readonly ProjectionName[], reason?: string): Promise<void> {
    if (projections.length === 0) return;
    await this.#options.mark({ kind: "mark", status, projections, reason, actor: ACTOR });
  }
}
