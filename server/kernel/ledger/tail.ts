import type { Storage } from "../ports/storage.js";
import type { ByteSource } from "./lines.js";

const CHUNK_BYTES = 1024 * 1024;

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
 * A copy that is there already is kept, the new one numbered. Returns the copy's path.
 */
export async function quarantineTail({ storage, directory, file, start, end }: TailCopy): Promise<string> {
  const folder = `${directory}/quarantine`;
  await storage.makeDirectory(folder);
  const name = freeName(`ledger-tail-${String(start).padStart(12, "0")}`, await storage.list(folder));
  const copy = await storage.create(`${folder}/${name}`);
  try {
    for (let offset = start; offset < end;) {
      const chunk = await file.read(offset, Math.min(CHUNK_BYTES, end - offset));
      if (chunk.length === 0) break;
      for (let taken = 0; taken < chunk.length;) taken += copy.append(chunk.subarray(taken));
      offset += chunk.length;
    }
    await copy.sync();
  } finally {
    await copy.close();
  }
  await storage.syncDirectory(folder);
  await storage.syncDirectory(directory);
  return `${folder}/${name}`;
}

function freeName(stem: string, taken: readonly string[]): string {
  let name = `${stem}.bin`;
  for (let count = 2; taken.includes(name); count++) name = `${stem}-${count}.bin`;
  return name;
}
