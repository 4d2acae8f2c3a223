import { posix } from "node:path";

import type { Storage, StorageFile } from "../../server/kernel/ports/storage.js";
import type { FaultKind, FaultPlan } from "./fault-plan.js";
import { FileContent } from "./file-content.js";
import type { Random } from "./random.js";
import type { SimulatedDisk } from "./simulated-disk.js";
import type { Trace } from "./trace.js";

/** What the storage of one process runs on. */
export interface SimulatedStorageOptions {
  readonly disk: SimulatedDisk;
  readonly faults: FaultPlan;
  readonly random: Random;
  readonly trace: Trace;
  /** Awaited in the midst of every call that takes time: a sync, a renaming. */
  readonly pace?: () => Promise<void>;
  /** Told of every call before it has an effect; may stop the storage, and then the call has none. */
  readonly onCall?: (call: number, verb: string) => void;
}

/** A verb of a process that has died. It is thrown by calls that cannot wait for ever. */
export class StoppedError extends Error {
  constructor() {
    super("the process has died");
    this.name = "StoppedError";
  }
}

/**
 * Storage as one process sees it, on a {@link SimulatedDisk} that outlives the process.
 *
 * Every call is counted, traced, and fails as the plan says. After `stop` nothing that the process still does has an
 * effect, and nothing it waits for comes.
 */
export class SimulatedStorage implements Storage {
  readonly #options: SimulatedStorageOptions;
  #calls = 0;
  #isStopped = false;
  /** A write that found no space was short; the next one is told why. */
  #owesNoSpace = false;

  constructor(options: SimulatedStorageOptions) {
    this.#options = options;
  }

  /** How many calls there were. */
  get calls(): number {
    return this.#calls;
  }

  /** The process dies here. */
  stop(): void {
    this.#isStopped = true;
  }

  async open(path: string): Promise<StorageFile | undefined> {
    await this.#begin("open", path);
    const entry = this.#options.disk.entry(path);
    if (entry === "directory") throw systemError("EISDIR");
    return entry === undefined ? undefined : this.#handle(path, entry);
  }

  async create(path: string): Promise<StorageFile> {
    await this.#begin("create", path);
    if (this.#options.disk.entry(path) !== undefined) throw systemError("EEXIST");
    this.#needsDirectory(posix.dirname(path));
    const content = new FileContent();
    this.#options.disk.add(path, content);
    return this.#handle(path, content);
  }

  async makeDirectory(path: string): Promise<void> {
    await this.#begin("makeDirectory", path);
    const { disk } = this.#options;
    const steps = path.split("/");
    for (let depth = 1; depth <= steps.length; depth++) {
      const parent = steps.slice(0, depth).join("/");
      if (disk.entry(parent) === undefined) disk.add(parent, "directory");
    }
  }

  async syncDirectory(path: string): Promise<void> {
    await this.#begin("syncDirectory", path);
    this.#needsDirectory(path);
    await this.#pace();
    this.#options.disk.syncDirectory(path);
  }

  /** The real one's steps, each of which can fail. */
  async replace(path: string, text: string): Promise<void> {
    const temporary = `${path}.tmp`;
    await this.#begin("writeTemporary", temporary);
    this.#needsDirectory(posix.dirname(path));
    const content = this.#options.disk.file(temporary) ?? new FileContent();
    if (this.#options.disk.entry(temporary) === undefined) this.#options.disk.add(temporary, content);
    content.truncate(0);
    content.append(Buffer.from(text));
    await this.#sync(temporary, content);
    await this.rename(temporary, path);
  }

  async rename(from: string, to: string): Promise<void> {
    await this.#begin("rename", to);
    if (this.#options.disk.entry(from) === undefined) throw systemError("ENOENT");
    this.#needsDirectory(posix.dirname(to));
    await this.#pace();
    this.#options.disk.rename(from, to);
  }

  async remove(path: string): Promise<void> {
    await this.#begin("remove", path);
    if (this.#options.disk.entry(path) === undefined) throw systemError("ENOENT");
    await this.#pace();
    this.#options.disk.remove(path);
  }

  async list(path: string): Promise<readonly string[]> {
    await this.#begin("list", path);
    return this.#options.disk.list(path);
  }

  #handle(path: string, content: FileContent): StorageFile {
    return {
      size: () => {
        const fault = this.#enter("size", path);
        if (fault !== undefined) throw systemError("EIO");
        return content.length;
      },
      append: (bytes) => this.#append(path, content, bytes),
      sync: () => this.#sync(path, content),
      rewrite: async (offset, bytes) => {
        await this.#begin("rewrite", path);
        content.rewrite(offset, bytes);
      },
      truncate: async (length) => {
        await this.#begin("truncate", path);
        await this.#pace();
        content.truncate(length);
      },
      read: async (offset, length) => {
        await this.#begin("read", path);
        return content.read(offset, length);
      },
      close: () => this.#begin("close", path),
    };
  }

  #append(path: string, content: FileContent, bytes: Uint8Array): number {
    const fault = this.#enter("append", path) ?? (this.#owesNoSpace ? "ENOSPC" : undefined);
    if (fault === undefined) {
      content.append(bytes);
      return bytes.length;
    }
    const taken = fault === "EIO" || this.#owesNoSpace ? 0 : this.#options.random.below(bytes.length);
    this.#owesNoSpace = fault === "ENOSPC" && taken > 0;
    content.append(bytes.subarray(0, taken));
    this.#options.trace.add(`taken ${taken} of ${bytes.length}`);
    if (taken > 0) return taken;
    // Progress is the rule: a short write that takes nothing would be an endless loop for its caller.
    if (fault !== "short write") throw systemError(fault);
    content.append(bytes.subarray(0, 1));
    return 1;
  }

  async #sync(path: string, content: FileContent): Promise<void> {
    const fault = await this.#enterOrHang("sync", path);
    const writeback = content.beginSync();
    await this.#pace();
    if (fault === undefined) return content.endSync(writeback);
    content.failSync(writeback, fault === "failed sync" ? this.#options.random : undefined);
    throw systemError(fault === "ENOSPC" ? fault : "EIO");
  }

  async #begin(verb: string, path: string): Promise<void> {
    const fault = await this.#enterOrHang(verb, path);
    if (fault !== undefined) throw systemError(fault === "ENOSPC" ? fault : "EIO");
  }

  async #enterOrHang(verb: string, path: string): Promise<FaultKind | undefined> {
    try {
      return this.#enter(verb, path);
    } catch (fault) {
      if (fault instanceof StoppedError) return hang();
      throw fault;
    }
  }

  #enter(verb: string, path: string): FaultKind | undefined {
    if (this.#isStopped) throw new StoppedError();
    this.#calls++;
    this.#options.onCall?.(this.#calls, verb);
    if (this.#isStopped) throw new StoppedError();
    const fault = this.#options.faults.strike(this.#calls, verb);
    this.#options.trace.add(`${verb} ${path} ${fault ?? ""}`);
    return fault;
  }

  async #pace(): Promise<void> {
    await this.#options.pace?.();
    if (this.#isStopped) await hang();
  }

  #needsDirectory(path: string): void {
    if (this.#options.disk.entry(path) !== "directory") throw systemError("ENOENT");
  }
}

function hang(): Promise<never> {
  return new Promise(() => undefined);
}

function systemError(code: string): Error {
  return Object.assign(new Error(code), { code });
}
