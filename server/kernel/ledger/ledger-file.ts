import type { Storage, StorageFile } from "../ports/storage.js";
import { faultReason } from "../ports/storage.js";
import type { LedgerHead } from "./head.js";
import { readHead } from "./head.js";
import { LedgerError } from "./ledger.js";
import { rewriteUnproven } from "./unproven.js";

/** What a file ledger needs. */
export interface FileLedgerOptions {
  readonly storage: Storage;
  /** Directory of the ledger, relative to the storage's root; parents above it are made durable too. */
  readonly directory: string;
  /** Name of the file in it; the head is beside it, with `.head` for the extension. */
  readonly name: string;
  /** Every other event type makes its line corrupt. */
  readonly eventTypes: ReadonlySet<string>;
}

/** A ledger's file as it was found. */
export interface OpenedFile {
  readonly file: StorageFile | undefined;
  readonly bytes: number;
  readonly head: LedgerHead | undefined;
}

/** Opens the file, if it exists, and makes it and the names above it durable; rejects with `unreadable`. */
export async function openFile(options: FileLedgerOptions): Promise<OpenedFile> {
  const [path, headPath] = pathsOf(options);
  try {
    const file = await options.storage.open(path);
    const head = await readHead(options.storage, headPath);
    if (file === undefined) return { file, bytes: 0, head };
    const bytes = file.size();
    // What is read now, and the file's name, may be in the cache only; both are served as durable from here on.
    await rewriteUnproven(file, bytes);
    await file.sync();
    await syncNames(options);
    return { file, bytes, head };
  } catch (fault) {
    throw unreadable(path, fault);
  }
}

/** Makes the names of a directory and of those above it durable. */
export async function syncNames({ storage, directory }: FileLedgerOptions): Promise<void> {
  for (let path = directory; path !== ""; path = path.slice(0, Math.max(0, path.lastIndexOf("/")))) {
    await storage.syncDirectory(path);
  }
  await storage.syncDirectory(".");
}

/** Where the file and its head are. */
export function pathsOf({ directory, name }: FileLedgerOptions): [path: string, headPath: string] {
  return [`${directory}/${name}`, `${directory}/${name.replace(/\.[^.]*$/, "")}.head`];
}

/** A failed read of a ledger. */
export function unreadable(path: string, fault: unknown): LedgerError {
  return new LedgerError("unreadable", `scan ledger: read ${path}: ${faultReason(fault)}`, fault);
}
