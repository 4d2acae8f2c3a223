import type { Storage, StorageFile } from "./storage.js";

/** A fault to raise at one storage call: thrown before the call has any effect but `partialBytes` of an append. */
export interface StorageFault {
  readonly code: string;
  readonly partialBytes?: number;
}

/** What a test or a benchmark may do to storage in memory. */
export interface MemoryStorageOptions {
  /** Asked before every call; a fault it returns is raised. */
  readonly fault?: (call: string, path: string) => StorageFault | undefined;
  /** Awaited by every sync before it takes effect. */
  readonly syncGate?: () => Promise<void>;
}

/** Storage without a disk: for tests, and for measuring what everything but the disk costs. */
export class MemoryStorage implements Storage {
  readonly #files = new Map<string, MemoryFile>();
  readonly #directories = new Set<string>();
  readonly #options: MemoryStorageOptions;

  constructor(options: MemoryStorageOptions = {}) {
    this.#options = options;
  }

  /** The bytes of a file as a reader sees them; undefined when it does not exist. */
  bytes(path: string): Buffer | undefined {
    return this.#files.get(path)?.bytes();
  }

  /** How many bytes of a file have been synced. */
  syncedBytes(path: string): number {
    return this.#files.get(path)?.synced ?? 0;
  }

  /** Paths of all files, sorted. */
  paths(): string[] {
    return [...this.#files.keys()].sort();
  }

  /** Puts a file there as if another process had written it. */
  put(path: string, bytes: Uint8Array): void {
    const file = new MemoryFile(path, this.#options);
    file.append(bytes);
    file.synced = bytes.length;
    this.#files.set(path, file);
  }

  /** Makes a path a directory, where a file would be expected. */
  putDirectory(path: string): void {
    this.#directories.add(path);
  }

  async open(path: string): Promise<StorageFile | undefined> {
    raise(this.#options, "open", path);
    if (this.#directories.has(path)) throw systemError("EISDIR");
    return this.#files.get(path);
  }

  async create(path: string): Promise<StorageFile> {
    raise(this.#options, "create", path);
    if (this.#files.has(path)) throw systemError("EEXIST");
    const file = new MemoryFile(path, this.#options);
    this.#files.set(path, file);
    return file;
  }

  async makeDirectory(path: string): Promise<void> {
    raise(this.#options, "makeDirectory", path);
  }

  async syncDirectory(path: string): Promise<void> {
    raise(this.#options, "syncDirectory", path);
  }

  async replace(path: string, text: string): Promise<void> {
    raise(this.#options, "replace", path);
    this.put(path, Buffer.from(text));
  }

  async rename(from: string, to: string): Promise<void> {
    raise(this.#options, "rename", from);
    const file = this.#files.get(from);
    if (file === undefined) throw systemError("ENOENT");
    this.#files.delete(from);
    this.#files.set(to, file);
  }

  async remove(path: string): Promise<void> {
    raise(this.#options, "remove", path);
    if (!this.#files.delete(path)) throw systemError("ENOENT");
  }

  async list(path: string): Promise<readonly string[]> {
    raise(this.#options, "list", path);
    const prefix = `${path}/`;
    const below = [...this.#files.keys()].filter((name) => name.startsWith(prefix));
    return [...new Set(below.map((name) => name.slice(prefix.length).split("/")[0] ?? ""))].sort();
  }
}

class MemoryFile implements StorageFile {
  synced = 0;
  readonly #path: string;
  readonly #options: MemoryStorageOptions;
  #buffer = Buffer.allocUnsafe(4096);
  #length = 0;

  constructor(path: string, options: MemoryStorageOptions) {
    this.#path = path;
    this.#options = options;
  }

  bytes(): Buffer {
    return Buffer.from(this.#buffer.subarray(0, this.#length));
  }

  size(): number {
    raise(this.#options, "size", this.#path);
    return this.#length;
  }

  append(bytes: Uint8Array): number {
    const fault = this.#options.fault?.("append", this.#path);
    if (fault === undefined) return this.#take(bytes);
    const taken = this.#take(bytes.subarray(0, fault.partialBytes ?? 0));
    // A short write reports its length; only the next call learns the reason.
    if (taken > 0) return taken;
    throw systemError(fault.code);
  }

  async sync(): Promise<void> {
    const length = this.#length;
    if (this.#options.syncGate !== undefined) await this.#options.syncGate();
    raise(this.#options, "sync", this.#path);
    this.synced = length;
  }

  async rewrite(offset: number, bytes: Uint8Array): Promise<void> {
    raise(this.#options, "rewrite", this.#path);
    this.#buffer.set(bytes, offset);
  }

  async truncate(length: number): Promise<void> {
    raise(this.#options, "truncate", this.#path);
    this.#length = Math.min(this.#length, length);
    this.synced = Math.min(this.synced, length);
  }

  async read(offset: number, length: number): Promise<Buffer> {
    raise(this.#options, "read", this.#path);
    return Buffer.from(this.#buffer.subarray(Math.min(offset, this.#length), Math.min(offset + length, this.#length)));
  }

  async close(): Promise<void> {}

  #take(bytes: Uint8Array): number {
    const needed = this.#length + bytes.length;
    if (needed > this.#buffer.length) {
      const grown = Buffer.allocUnsafe(Math.max(needed, this.#buffer.length * 2));
      this.#buffer.copy(grown, 0, 0, this.#length);
      this.#buffer = grown;
    }
    this.#buffer.set(bytes, this.#length);
    this.#length = needed;
    return bytes.length;
  }
}

function raise(options: MemoryStorageOptions, call: string, path: string): void {
  const fault = options.fault?.(call, path);
  if (fault !== undefined) throw systemError(fault.code);
}

function systemError(code: string): Error {
  return Object.assign(new Error(code), { code });
}
