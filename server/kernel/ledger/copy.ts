import type { Storage, StorageFile } from "../ports/storage.js";
import { appendAll } from "./ledger-writer.js";
import type { ByteSource } from "./lines.js";

const CHUNK_BYTES = 1024 * 1024;

/** Where a copy goes, and how much is copied. */
export interface CopyTarget {
  readonly storage: Storage;
  /** Of a file that does not exist yet. */
  readonly path: string;
  /** Default 0. */
  readonly startBytes?: number;
  readonly endBytes: number;
}

/** Copies bytes of a source into a new, synced file; when that fails, there is no file. */
export async function copyBytes(source: ByteSource, target: CopyTarget): Promise<void> {
  const { storage, path } = target;
  const copy = await storage.create(path);
  try {
    await fill(copy, source, target);
  } catch (fault) {
    await storage.remove(path).catch(() => undefined); // the first fault is the one to tell
    throw fault;
  } finally {
    await copy.close();
  }
}

async function fill(copy: StorageFile, source: ByteSource, { startBytes = 0, endBytes }: CopyTarget): Promise<void> {
  for (let offset = startBytes; offset < endBytes;) {
    const chunk = await source.read(offset, Math.min(CHUNK_BYTES, endBytes - offset));
    if (chunk.length === 0) throw new Error(`ledger became shorter than ${endBytes} bytes while it was copied`);
    appendAll(copy, chunk);
    offset += chunk.length;
  }
  await copy.sync();
}

/** A name that is not taken: the stem, or the stem with the first free number from 2. */
export function freeName(stem: string, extension: string, taken: readonly string[]): string {
  let name = `${stem}${extension}`;
  for (let count = 2; taken.includes(name); count++) name = `${stem}-${count}${extension}`;
  return name;
}
