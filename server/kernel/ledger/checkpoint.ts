import { crc32 } from "node:zlib";

import type { Storage, StorageFile } from "../ports/storage.js";
import type { ByteSource } from "./lines.js";
import { formatCrc } from "./seal.js";

/**
 * The state of a runtime at one place in its ledger: a start reads it and what the ledger holds behind that place.
 *
 * It is never ahead of what is synced, and nothing but a short cut: one that is missing, damaged, of another version or
 * of another ledger is passed over.
 */
export interface Checkpoint {
  /** Which runtime's state, in which form. */
  readonly version: string;
  /** Everything before this offset is in the state; a line ends there. */
  readonly bytes: number;
  /** Lines before it, blank ones counted. */
  readonly lines: number;
  /** Valid events before it, repeated ids not counted. */
  readonly events: number;
  /** Time of the latest of them, milliseconds since the epoch. */
  readonly latestMs: number;
  /** CRC-32 of the last bytes before the place, {@link ANCHOR_BYTES} at most: shows that it is this ledger's. */
  readonly anchor: number;
  /** The state, in lines without newlines. */
  readonly state: readonly string[];
}

const ANCHOR_BYTES = 4096;
const FORMAT = 1;
const CHUNK_BYTES = 4 * 1024 * 1024;

/** What a checkpoint that is passed over lacks. */
export class CheckpointError extends Error {
  constructor(fault: string) {
    super(`checkpoint is passed over: ${fault}`);
    this.name = "CheckpointError";
  }
}

/** The text of a checkpoint: a line of JSON, the state's lines, and a line with the checksum of all before it. */
export function encodeCheckpoint({ state, ...place }: Checkpoint): string {
  const text = [JSON.stringify({ format: FORMAT, ...place }), ...state, ""].join("\n");
  return `${text}{"crc":"${formatCrc(crc32(text))}"}\n`;
}

/** Reads a checkpoint; undefined when there is none. Rejects with {@link CheckpointError} for one of no use. */
export async function readCheckpoint(storage: Storage, path: string): Promise<Checkpoint | undefined> {
  const file = await storage.open(path);
  if (file === undefined) return undefined;
  try {
    return decodeCheckpoint(await readAll(file));
  } finally {
    await file.close();
  }
}

/** The anchor of a place in a ledger. */
export async function anchorAt(source: ByteSource, bytes: number): Promise<number> {
  const length = Math.min(ANCHOR_BYTES, bytes);
  return crc32(await source.read(bytes - length, length));
}

function decodeCheckpoint(bytes: Buffer): Checkpoint {
  const end = bytes.lastIndexOf("\n", -2) + 1;
  const seal = `{"crc":"${formatCrc(crc32(bytes.subarray(0, end)))}"}\n`;
  if (bytes.toString("latin1", end) !== seal) throw new CheckpointError("it is damaged");
  const [first = "", ...state] = bytes.toString("utf8", 0, end - 1).split("\n");
  const place = JSON.parse(first) as Omit<Checkpoint, "state"> & { readonly format: number }; // the checksum is ours
  if (place.format !== FORMAT) throw new CheckpointError(`its format is ${place.format}`);
  const { version, bytes: offset, lines, events, latestMs, anchor } = place;
  return { version, bytes: offset, lines, events, latestMs, anchor, state };
}

/** All bytes of a file. */
export async function readAll(file: StorageFile): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for (let offset = 0; ;) {
    const chunk = await file.read(offset, CHUNK_BYTES);
    if (chunk.length === 0) return Buffer.concat(chunks);
    chunks.push(chunk);
    offset += chunk.length;
  }
}
