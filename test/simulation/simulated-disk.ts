import { posix } from "node:path";

import { FileContent } from "./file-content.js";
import type { Random } from "./random.js";

/** What a name stands for. */
export type Entry = FileContent | "directory";

interface NameChange {
  readonly removes?: string;
  readonly adds?: string;
  readonly entry?: Entry;
}

/**
 * A disk with its page cache: what survives the death of a process, and, after a power cut, what survives that.
 *
 * A change of names (creation, renaming, removal) is on the disk once one of its directories was synced. A power cut
 * leaves the changes before some point in time, as journals do, or any subset of them.
 */
export class SimulatedDisk {
  #names = new Map<string, Entry>([[".", "directory"]]);
  #stored = new Map<string, Entry>([[".", "directory"]]);
  #pending: NameChange[] = [];

  /** What a name stands for now. */
  entry(path: string): Entry | undefined {
    return this.#names.get(normal(path));
  }

  /** The file of a name; undefined when there is none or it is a directory. */
  file(path: string): FileContent | undefined {
    const entry = this.entry(path);
    return entry === "directory" ? undefined : entry;
  }

  /** The bytes of a file that every power cut leaves; empty when its name could be lost. */
  storedBytes(path: string): Buffer {
    const entry = this.#stored.get(normal(path));
    const isFile = entry !== undefined && entry !== "directory";
    return isFile && this.isNameStored(path) ? entry.stored() : Buffer.alloc(0);
  }

  /** True when every power cut leaves the file that has this name now. */
  isNameStored(path: string): boolean {
    const names = [normal(path), ...parents(path)];
    return names.every((name) => this.#stored.has(name) && this.#stored.get(name) === this.#names.get(name));
  }

  /** The files that every power cut leaves under one or another of the names that count. */
  storedFiles(counts: (path: string) => boolean): FileContent[] {
    const files = [...this.#stored].filter(([path, entry]) => counts(path) && this.#keeps(path, entry, counts));
    return files.flatMap(([, entry]) => (entry === "directory" ? [] : [entry]));
  }

  /** True when no change on the way can take a file its name, but for another one that counts and that it keeps. */
  #keeps(path: string, entry: Entry, counts: (path: string) => boolean): boolean {
    if (parents(path).some((parent) => !this.#stored.has(parent) || !this.#names.has(parent))) return false;
    return this.#pending.every(({ removes, adds, entry: moved }) => {
      if (removes !== path && adds !== path) return true;
      const isOwn = moved === entry && adds !== undefined && counts(adds);
      return isOwn && this.#pending.every((other) => other.entry === entry || other.adds !== adds);
    });
  }

  /** All names, sorted, but for the root. */
  paths(): string[] {
    return [...this.#names.keys()].filter((path) => path !== ".").sort();
  }

  /** Names directly inside a directory, sorted. */
  list(path: string): string[] {
    const inside = this.paths().filter((name) => posix.dirname(name) === normal(path));
    return inside.map((name) => posix.basename(name));
  }

  add(path: string, entry: Entry): void {
    this.#change({ adds: normal(path), entry });
  }

  rename(from: string, to: string): void {
    const entry = this.entry(from);
    if (entry !== undefined) this.#change({ removes: normal(from), adds: normal(to), entry });
  }

  remove(path: string): void {
    this.#change({ removes: normal(path) });
  }

  /** Puts a file there, durable, as if it had always been there. */
  put(path: string, bytes: Uint8Array): void {
    const content = new FileContent();
    content.append(bytes);
    content.endSync(content.beginSync());
    for (const parent of parents(path))
      if (!this.#names.has(parent)) this.#settle({ adds: parent, entry: "directory" });
    this.#settle({ adds: normal(path), entry: content });
  }

  syncDirectory(path: string): void {
    const directory = normal(path);
    const settled = this.#pending.filter((change) => directoriesOf(change).includes(directory));
    this.#pending = this.#pending.filter((change) => !settled.includes(change));
    for (const change of settled) apply(this.#stored, change);
  }

  /** Leaves what the disk has, of the rest whatever chance says. */
  cutPower(random: Random): void {
    const isJournal = random.chance(60);
    const survivors = isJournal
      ? this.#pending.slice(0, random.below(this.#pending.length + 1))
      : this.#pending.filter(() => random.chance(50));
    for (const change of survivors) apply(this.#stored, change);
    this.#pending = [];
    const reachable = [...this.#stored].filter(([path]) => parents(path).every((parent) => this.#stored.has(parent)));
    this.#stored = new Map(reachable);
    this.#names = new Map(reachable);
    for (const entry of new Set(this.#names.values())) if (entry !== "directory") entry.cutPower(random);
  }

  #change(change: NameChange): void {
    apply(this.#names, change);
    this.#pending.push(change);
  }

  #settle(change: NameChange): void {
    apply(this.#names, change);
    apply(this.#stored, change);
  }
}

function apply(names: Map<string, Entry>, { removes, adds, entry }: NameChange): void {
  if (removes !== undefined && (entry === undefined || names.get(removes) === entry)) names.delete(removes);
  if (adds !== undefined && entry !== undefined) names.set(adds, entry);
}

function directoriesOf({ removes, adds }: NameChange): string[] {
  return [removes, adds].filter((path) => path !== undefined).map((path) => posix.dirname(path));
}

function parents(path: string): string[] {
  const list: string[] = [];
  for (let parent = posix.dirname(normal(path)); parent !== "."; parent = posix.dirname(parent)) list.unshift(parent);
  return list;
}

function normal(path: string): string {
  return posix.normalize(path);
}
