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
  try {
    const plain = isGzip ? undefined : await openPlain(storage, path, sync);
    // One that was plain a moment ago may have been compressed since.
    const { bytes, source } = plain ?? (await openGzip(storage, gzipPath(path), sync));
    return { name, bytes, source, claimedBases: await claimedBases(source) };
  } catch (fault) {
    if (fault instanceof SegmentError) return { name, error: fault.message };
    throw fault;
  }
}

/** A sealed file that is opened anew for every read; it may be compressed meanwhile. */
export function sealedSource(storage: Storage, path: string): ByteSource {
  let compressed: ByteSource | undefined;
  return {
    read: async (offset, length) => {
      const plain = await withFile(storage, path, (file) => file.read(offset, length));
      if (plain !== undefined) return plain;
      compressed ??= (await openGzip(storage, gzipPath(path), false)).source;
      return compressed.read(offset, length);
    },
  };
}

type Content = Pick<OpenedSegment, "bytes" | "source">;

async function openPlain(storage: Storage, path: string, sync: boolean): Promise<Content | undefined> {
  const bytes = await withFile(storage, path, (file) => sizeOf(file, sync));
  return bytes === undefined ? undefined : { bytes, source: sealedSource(storage, path) };
}

/** Rejects with {@link SegmentError} when it cannot be a compressed file, and as the system does when there is none. */
async function openGzip(storage: Storage, path: string, sync: boolean): Promise<Content> {
  const length = existing(path, await withFile(storage, path, (file) => sizeOf(file, sync)));
  const read = async (offset: number, count: number): Promise<Buffer> =>
    existing(path, await withFile(storage, path, (file) => file.read(offset, count)));
  const bytes = await gzipContentBytes({ length, read });
  return { bytes, source: new GzipSource({ length, read }, bytes) };
}

function gzipPath(path: string): string {
  return path.endsWith(".gz") ? path : `${path}.gz`;
}

async function sizeOf(file: StorageFile, sync: boolean): Promise<number> {
  if (sync) await file.sync();
  return file.size();
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

/** Undefined when there is no such file. */
async function withFile<Result>(
  storage: Storage,
  path: string,
  use: (file: StorageFile) => Promise<Result>,
): Promise<Result | undefined> {
  const file = await storage.open(path);
  if (file === undefined) return undefined;
  try {
    return await use(file);
  } finally {
    await file.close();
  }
}

function existing<Value>(path: string, value: Value | undefined): Value {
  if (value === undefined) throw Object.assign(new Error(path), { code: "ENOENT" });
  return value;
}
