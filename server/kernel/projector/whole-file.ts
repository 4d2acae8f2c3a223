import { dirname } from "node:path/posix";

import { appendAll } from "../ledger/ledger-writer.js";
import type { Storage, StorageFile } from "../ports/storage.js";

/**
 * Replaces a file of any size as a whole, mode 0600: temporary file, sync, rename, sync of the directory. Readers see
 * the old file or the new one, also after a loss of power. Rejects with the system's error; the old file stays then.
 */
export async function writeWhole(storage: Storage, path: string, pieces: AsyncIterable<string>): Promise<void> {
  const temporary = `${path}.tmp`;
  const file = (await storage.open(temporary)) ?? (await storage.create(temporary));
  try {
    await fill(file, pieces);
  } finally {
    await file.close();
  }
  await storage.rename(temporary, path);
  await storage.syncDirectory(dirname(path));
}

async function fill(file: StorageFile, pieces: AsyncIterable<string>): Promise<void> {
  // A crash may have left one.
  await file.truncate(0);
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
