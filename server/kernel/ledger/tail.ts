import type { Storage } from "../ports/storage.js";
import { copyBytes, freeName } from "./copy.js";
import type { ByteSource } from "./lines.js";

/** Which bytes of a ledger to copy, and to which directory's quarantine. */
export interface TailCopy {
  readonly storage: Storage;
  readonly directory: string;
  readonly file: ByteSource;
  readonly start: number;
  readonly end: number;
}

/**
 * Copies the torn tail of a ledger to `quarantine/ledger-tail-<offset>.bin`, synced with its name, before it is cut.
 * A copy that is there already is kept, the new one numbered. Returns the copy's path; rejects when the tail is not
 * there any more.
 */
export async function quarantineTail({ storage, directory, file, start, end }: TailCopy): Promise<string> {
  const folder = `${directory}/quarantine`;
  await storage.makeDirectory(folder);
  const stem = `ledger-tail-${String(start).padStart(12, "0")}`;
  const path = `${folder}/${freeName(stem, ".bin", await storage.list(folder))}`;
  await copyBytes(file, { storage, path, startBytes: start, endBytes: end });
  await storage.syncDirectory(folder);
  await storage.syncDirectory(directory);
  return path;
}
