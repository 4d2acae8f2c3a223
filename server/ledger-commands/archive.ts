import { Readable, pipeline } from "node:stream";
import { crc32, createGzip } from "node:zlib";

import { GzipSource, gzipContentBytes } from "../kernel/ledger/gzip-source.js";
import type { PlacedFile } from "../kernel/ledger/ledger-file.js";
import { appendAll } from "../kernel/ledger/ledger-writer.js";
import type { ByteSource } from "../kernel/ledger/lines.js";
import type { Storage } from "../kernel/ports/storage.js";
import { DAEMON_DIRECTORY, LEDGER_FILE } from "../jobspec/ledger-place.js";
import { RepairError } from "./repair.js";
import type { SurveyedLedger } from "./survey-ledger.js";

const CHUNK_BYTES = 1024 * 1024;
const TEMPORARY_FILE = "ledger.archive.tmp";
const TEMPORARY = `${DAEMON_DIRECTORY}/${TEMPORARY_FILE}`;

/** Sealed files that are not compressed yet. */
export function filesToArchive({ files }: SurveyedLedger): PlacedFile[] {
  return files.filter(({ name }) => name !== LEDGER_FILE && !name.endsWith(".gz"));
}

/**
 * Compresses a sealed file in its place, as the reference does, and resolves with the length of the result. The plain
 * file goes when the compressed one is on the disk and was read back; until then it is the one that counts, so that a
 * crash costs nothing. The caller holds the lock.
 */
export async function archiveFile(storage: Storage, { name, bytes }: PlacedFile): Promise<number> {
  const path = `${DAEMON_DIRECTORY}/${name}`;
  if ((await storage.list(DAEMON_DIRECTORY)).includes(TEMPORARY_FILE)) await storage.remove(TEMPORARY);
  const plain = await storage.open(path);
  if (plain === undefined) throw new RepairError(`${name}: no such file or directory`);
  const archive = await storage.create(TEMPORARY);
  try {
    const content = pipeline(Readable.from(chunks(plain, bytes)), createGzip(), () => undefined);
    for await (const chunk of content) appendAll(archive, chunk as Buffer); // what a gzip stream gives
    await archive.sync();
    const gzip = { length: archive.size(), read: archive.read };
    const readBack = new GzipSource(gzip, await gzipContentBytes(gzip));
    const isSame = (await checksum(readBack, bytes)) === (await checksum(plain, bytes));
    if (!isSame) throw new RepairError(`${name}: what was compressed does not read back`);
    await storage.rename(TEMPORARY, `${path}.gz`);
    await storage.syncDirectory(DAEMON_DIRECTORY);
    await storage.remove(path);
    await storage.syncDirectory(DAEMON_DIRECTORY);
    return gzip.length;
  } finally {
    await archive.close();
    await plain.close();
  }
}

async function checksum(source: ByteSource, bytes: number): Promise<number> {
  let sum = 0;
  for await (const chunk of chunks(source, bytes)) sum = crc32(chunk, sum);
  return sum;
}

async function* chunks(source: ByteSource, bytes: number): AsyncGenerator<Buffer> {
  for (let offset = 0; offset < bytes;) {
    const chunk = await source.read(offset, Math.min(CHUNK_BYTES, bytes - offset));
    if (chunk.length === 0) return;
    yield chunk;
    offset += chunk.length;
  }
}
