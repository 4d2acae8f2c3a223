import type { Storage, StorageFile } from "../ports/storage.js";
import { GzipSource, SegmentError, gzipContentBytes } from "./gzip-source.js";
import type { ByteSource } from "./lines.js";
import { MAX_LINE_BYTES } from "./lines.js";
import { readSealAnywhere } from "./seal.js";
import type { FoundSegment, SegmentFault } from "./segment-chain.js";
import type { SealedName } from "./segment-name.js";
import { sealedNames } from "./segment-name.js";

/** Where the files of a ledger are. */
export interface SegmentPlace {
  readonly storage: Storage;
  readonly directory: string;
  /** Name of the file that grows. */
  readonly name: string;
}

/** A file of a ledger and how to read it. */
export interface OpenedSegment extends FoundSegment {
  readonly source: ByteSource;
}

/** What there is of a ledger. */
export interface FoundFiles {
  readonly sealed: readonly SealedName[];
  /** The file that grows, opened. */
  readonly live: StorageFile | undefined;
}

/** Enough for the first records of nearly every file, and for the longest one that there may be. */
const LOOKS_BYTES = [4 * 1024, MAX_LINE_BYTES + 4 * 1024];
const NEWLINE = 0x0a;

/** What the names of a ledger's files begin with: the name without its extension. */
export function stemOf(name: string): string {
  return name.replace(/\.[^.]*$/, "");
}

/** Finds all files at one moment, also while a daemon seals one. The caller closes the live one. */
export async function findFiles({ storage, directory, name }: SegmentPlace): Promise<FoundFiles> {
  for (;;) {
    const before = await storage.list(directory);
    const live = await storage.open(`${directory}/${name}`);
    const sealed = sealedNames(await storage.list(directory), stemOf(name));
    if (sealedNames(before, stemOf(name)).length === sealed.length) return { sealed, live };
    await live?.close();
  }
}

/**
 * Opens a sealed file for reading, with `sync` after making what it shows durable; its handle is only held during a
 * call. A compressed file that cannot be one is a fault.
 */
export async function openSealed(
  { storage, directory }: SegmentPlace,
  { name, isGzip }: SealedName,
  sync: boolean,
): Promise<OpenedSegment | SegmentFault> {
  const path = `${directory}/${name}`;
  const plain = sealedSource(storage, path);
  try {
    const length = await withFile(storage, path, async (file) => {
      if (sync) await file.sync();
      return file.size();
    });
    const bytes = isGzip ? await gzipContentBytes({ ...plain, length }) : length;
    const source = isGzip ? new GzipSource({ ...plain, length }, bytes) : plain;
    return { name, bytes, source, claimedBases: await claimedBases(source) };
  } catch (fault) {
    if (fault instanceof SegmentError) return { name, error: fault.message };
    throw fault;
  }
}

/** A sealed file that is opened anew for every read. */
export function sealedSource(storage: Storage, path: string): ByteSource {
  return { read: (offset, length) => withFile(storage, path, (file) => file.read(offset, length)) };
}

/** Where a file begins in its ledger, by the sealed records near its beginning; they agree unless one is misplaced. */
export async function claimedBases(source: ByteSource): Promise<readonly number[]> {
  for (const length of LOOKS_BYTES) {
    const bytes = await source.read(0, length);
    const bases = new Set<number>();
    let start = 0;
    for (let end = bytes.indexOf(NEWLINE); end !== -1; end = bytes.indexOf(NEWLINE, start)) {
      const reading = readSealAnywhere(bytes.subarray(start, end));
      if (reading?.kind === "sealed") bases.add(reading.seal.at - start);
      start = end + 1;
    }
    if (bases.size > 0 || bytes.length < length) return [...bases];
  }
  return [];
}

async function withFile<Result>(
  storage: Storage,
  path: string,
  use: (file: StorageFile) => Promise<Result>,
): Promise<Result> {
  const file = await storage.open(path);
  if (file === undefined) throw Object.assign(new Error(path), { code: "ENOENT" });
  try {
    return await use(file);
  } finally {
    await file.close();
  }
}
