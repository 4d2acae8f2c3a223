import type { Storage, StorageFile } from "../ports/storage.js";
import { faultReason } from "../ports/storage.js";
import type { LedgerHead } from "./head.js";
import { readHead } from "./head.js";
import { LedgerError } from "./ledger.js";
import { LedgerBytes, Segment } from "./ledger-bytes.js";
import type { SegmentFault } from "./segment-chain.js";
import { chainSegments } from "./segment-chain.js";
import type { SealedName } from "./segment-name.js";
import type { OpenedSegment, SegmentPlace } from "./segments.js";
import { claimedBases, findFiles, openSealed, stemOf } from "./segments.js";
import { rewriteUnproven } from "./unproven.js";

/** A ledger's file is sealed at the first commit that finds it at least this long. */
export const SEGMENT_BYTES = 64 * 1024 * 1024;

/** What a file ledger needs. */
export interface FileLedgerOptions {
  readonly storage: Storage;
  /** Directory of the ledger, relative to the storage's root; parents above it are made durable too. */
  readonly directory: string;
  /** Name of the file that grows; the head is beside it, with `.head` for the extension, and so are sealed files. */
  readonly name: string;
  /** Every other event type makes its line corrupt. */
  readonly eventTypes: ReadonlySet<string>;
  /** The file is sealed, and a new one begun, when it is at least this long; default {@link SEGMENT_BYTES}. */
  readonly segmentBytes?: number | undefined;
}

/** One file of a ledger. */
export interface PlacedFile {
  readonly name: string;
  /** Offset of its first byte in the ledger. */
  readonly base: number;
  /** Of its content, if it is compressed. */
  readonly bytes: number;
}

/** A ledger's files as they were found. Offsets are the ledger's, over all files. */
export interface OpenedLedger {
  readonly bytes: LedgerBytes;
  /** All that are read, in order. */
  readonly files: readonly PlacedFile[];
  /** The file that grows; undefined when there is none, or it is not where it should be. */
  readonly live: StorageFile | undefined;
  /** Where that file begins. */
  readonly base: number;
  readonly endBytes: number;
  readonly head: LedgerHead | undefined;
  readonly faults: readonly SegmentFault[];
}

/**
 * Opens the files of a ledger, if there are any; with `sync` after making them and the names above them durable.
 * Rejects with `unreadable`.
 */
export async function openLedger(options: FileLedgerOptions, sync: boolean): Promise<OpenedLedger> {
  const [path, headPath] = pathsOf(options);
  try {
    // The head first: the ledger only grows, so it is never behind a head that was read before it.
    const head = await readHead(options.storage, headPath);
    const { sealed, live } = await findFiles(options);
    if (sync && live !== undefined) {
      // What is read now may be in the cache only, and is served as durable from here on. So may its name.
      await rewriteUnproven(live, live.size());
      await live.sync();
    }
    const opened = await placeFiles(options, { sealed, live, sync });
    if (sync && (live !== undefined || sealed.length > 0)) await syncNames(options);
    return { ...opened, head };
  } catch (fault) {
    throw unreadable(path, fault);
  }
}

interface FoundToPlace {
  readonly sealed: readonly SealedName[];
  readonly live: StorageFile | undefined;
  readonly sync: boolean;
}

async function placeFiles(
  place: SegmentPlace,
  { sealed, live, sync }: FoundToPlace,
): Promise<Omit<OpenedLedger, "head">> {
  const files: OpenedSegment[] = [];
  const faults: SegmentFault[] = [];
  for (const name of sealed) {
    const file = await openSealed(place, name, sync);
    if ("error" in file) faults.push(file);
    else files.push(file);
  }
  if (live !== undefined) {
    files.push({ name: place.name, bytes: live.size(), source: live, claimedBases: await claimedBases(live) });
  }
  const chain = chainSegments(files);
  const segments = chain.placed.map(({ segment: { name, bytes, source }, base }) => {
    return new Segment({ name, source, base, bytes: source === live ? undefined : bytes });
  });
  const last = chain.placed.at(-1);
  const isLive = last !== undefined && last.segment.source === live;
  if (!isLive) await live?.close();
  const base = isLive ? last.base : chain.end;
  return {
    bytes: new LedgerBytes(segments),
    files: chain.placed.map(({ segment: { name, bytes }, base }) => ({ name, base, bytes })),
    live: isLive ? live : undefined,
    base,
    endBytes: chain.end,
    faults: [...faults, ...chain.faults],
  };
}

/** A file as seen from its ledger, in which its first byte is at `base`. */
export function placeFile(file: StorageFile, base: number): StorageFile {
  return {
    size: () => base + file.size(),
    append: (bytes) => file.append(bytes),
    sync: () => file.sync(),
    rewrite: (offset, bytes) => file.rewrite(offset - base, bytes),
    truncate: (length) => file.truncate(length - base),
    read: (offset, length) => file.read(offset - base, length),
    close: () => file.close(),
  };
}

/** Makes the names of a directory and of those above it durable. */
export async function syncNames({ storage, directory }: SegmentPlace): Promise<void> {
  for (let path = directory; path !== ""; path = path.slice(0, Math.max(0, path.lastIndexOf("/")))) {
    await storage.syncDirectory(path);
  }
  await storage.syncDirectory(".");
}

/** Where the file and its head are. */
export function pathsOf({ directory, name }: SegmentPlace): [path: string, headPath: string] {
  return [`${directory}/${name}`, `${directory}/${stemOf(name)}.head`];
}

/** A failed read of a ledger. */
export function unreadable(path: string, fault: unknown): LedgerError {
  return new LedgerError("unreadable", `scan ledger: read ${path}: ${faultReason(fault)}`, fault);
}
