import { dirname } from "node:path/posix";

import { errorCode } from "../ports/error-code.js";
import { appendAll } from "../ledger/ledger-writer.js";
import type { Storage, StorageFile } from "../ports/storage.js";

/**
 * Replaces a file of any size as a whole, mode 0600: temporary file, sync, rename, sync of the directory. Readers see
 * the old file or the new one, also after a loss of power. Resolves with its length in bytes; rejects with the system's
 * error, and the old file stays then.
 */
export async function writeWhole(storage: Storage, path: string, pieces: AsyncIterable<string>): Promise<number> {
  const temporary = `${path}.tmp`;
  const file = await createAnew(storage, temporary);
  let bytes: number;
  try {
    await fill(file, pieces);
    bytes = file.size();
  } finally {
    await file.close();
  }
  await storage.rename(temporary, path);
  await storage.syncDirectory(dirname(path));
  return bytes;
}

/** A crash may have left one, and somebody else another one, with other names, rights or readers. */
async function createAnew(storage: Storage, path: string): Promise<StorageFile> {
  try {
    return await storage.create(path);
  } catch (fault) {
    if (errorCode(fault) !== "EEXIST") throw fault;
  }
  await storage.remove(path);
  return storage.create(path);
}

async function fill(file: StorageFile, pieces: AsyncIterable<string>): Promise<void> {
  try {
    for await (const piece of pieces) appendAll(file, Buffer.from(piece));
    await file.sync();
  } catch (fault) {
    await giveSpaceBack(file);
    throw fault;
  }
}

/** On a full disk half a file would take the space that the ledger needs. */
async function giveSpaceBack(file: StorageFile): Promise<void> {
  try {
    await file.truncate(0);
  } catch {
    // The fault that is reported is the one that came before.
  }
}
