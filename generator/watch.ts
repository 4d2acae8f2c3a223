import { statSync, watch } from "node:fs";
import { basename, dirname } from "node:path";
import type { ReadFile } from "./document/contract.js";
import { readText } from "./load-contract.js";

/** How long nothing must have changed: editors write a file in several steps. */
const QUIET_MS = 80;

export interface WatchOptions {
  /** Ends the watching. */
  readonly signal: AbortSignal;
  /** Told how many files are followed, each time when there is nothing to do. */
  readonly onWait: (files: number) => void;
}

/**
 * Calls `run` at once, and again whenever a file changes that it read, or tried to read, the last time. Resolves when
 * the signal is aborted.
 */
export async function onChanges(run: (read: ReadFile) => unknown, { signal, onWait }: WatchOptions): Promise<void> {
  while (!signal.aborted) {
    const versions = new Map<string, number>();
    run((file) => {
      versions.set(file, versionOf(file));
      return readText(file);
    });
    onWait(versions.size);
    await nextChange(versions, signal);
  }
}

/** When the file was written last; 0 while it is not there. */
function versionOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

/** Resolves when one of the files has another version, and none has changed for a while; or when it is aborted. */
async function nextChange(versions: ReadonlyMap<string, number>, signal: AbortSignal): Promise<void> {
  const { promise, resolve } = withResolvers();
  let timer: NodeJS.Timeout | undefined;
  const look = (): void => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      if ([...versions].some(([file, version]) => versionOf(file) !== version)) resolve();
    }, QUIET_MS);
  };
  // Folders, not files: many editors put a new file in the place of the old one.
  const folders = new Map([...versions.keys()].map((file) => [dirname(file), new Set<string>()]));
  for (const file of versions.keys()) folders.get(dirname(file))?.add(basename(file));
  const watchers = [...folders].flatMap(([folder, names]) => {
    if (versionOf(folder) === 0) return [];
    const watcher = watch(folder, (_event, name) => {
      if (name === null || names.has(name)) look();
    });
    // A folder that goes away takes its files along.
    return [watcher.on("error", look)];
  });
  signal.addEventListener("abort", resolve);
  // What changed while it ran, before anybody watched.
  look();
  await promise;
  clearTimeout(timer);
  signal.removeEventListener("abort", resolve);
  for (const watcher of watchers) watcher.close();
}

/** `Promise.withResolvers`, which Node 20 has not. */
function withResolvers(): { promise: Promise<void>; resolve: () => void } {
  let resolve = (): void => undefined;
  const promise = new Promise<void>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}
