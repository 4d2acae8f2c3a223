import type { StorageFile } from "../ports/storage.js";

const CHUNK_BYTES = 1024 * 1024;
/** A mark is mostly near the end. */
const FIRST_LOOK_BYTES = 1024;
const NEWLINE = 0x0a;
const EMPTY_LINE = Buffer.from("\n\n");

/**
 * Writes everything behind the last mark once more, so that the next sync brings it to the disk.
 *
 * An earlier process may have died of a failed sync. The system then shows pages that no sync will ever write; a sync
 * of this process would succeed and prove nothing. What stands before a mark was synced when the mark was written. The
 * bytes stay what they are, so that a loss of power on the way harms nothing.
 */
export async function rewriteUnproven(file: StorageFile, bytes: number): Promise<void> {
  for (let offset = await unprovenFrom(file, bytes); offset < bytes;) {
    const chunk = await file.read(offset, Math.min(CHUNK_BYTES, bytes - offset));
    if (chunk.length === 0) return;
    await file.rewrite(offset, chunk);
    offset += chunk.length;
  }
}

/** Where the last mark begins, with the newline before it; 0 when there is none. */
async function unprovenFrom(file: StorageFile, bytes: number): Promise<number> {
  let behind = Buffer.alloc(0);
  let length = FIRST_LOOK_BYTES;
  for (let end = bytes; end > 0; length = Math.min(2 * length, CHUNK_BYTES)) {
    const start = Math.max(0, end - length);
    // One byte more than there is before it, for a mark on the border.
    const chunk = Buffer.concat([await file.read(start, end - start), behind]);
    let found = chunk.lastIndexOf(EMPTY_LINE);
    while (found > 0 && chunk[found - 1] === NEWLINE) found--;
    if (found > 0 || (found === 0 && start === 0)) return start + found;
    behind = Buffer.from(chunk.subarray(0, 1));
    end = start;
  }
  return 0;
}
