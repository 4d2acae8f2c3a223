import { crc32 } from "node:zlib";

import type { Storage } from "../ports/storage.js";
import { formatCrc } from "./seal.js";

/**
 * How far a ledger had come when this was written. It is never ahead of what is synced.
 *
 * Not needed to read a ledger; it shows that one has become shorter.
 */
export interface LedgerHead {
  /** Length of the file. */
  readonly bytes: number;
  /** Lines, blank ones counted. */
  readonly lines: number;
  /** Valid events, repeated ids not counted. */
  readonly events: number;
}

const FORM = /^\{"bytes":(\d{1,16}),"lines":(\d{1,16}),"events":(\d{1,16}),"crc":"([\da-f]{8})"\}\n$/;
const MAX_HEAD_BYTES = 256;

/** Reads a head; undefined when there is none or it is damaged, in which case it says nothing. */
export async function readHead(storage: Storage, path: string): Promise<LedgerHead | undefined> {
  const file = await storage.open(path);
  if (file === undefined) return undefined;
  try {
    const found = FORM.exec((await file.read(0, MAX_HEAD_BYTES)).toString("latin1"));
    if (found === null) return undefined;
    const head = { bytes: Number(found[1]), lines: Number(found[2]), events: Number(found[3]) };
    return encodeHead(head).includes(`"crc":"${String(found[4])}"`) ? head : undefined;
  } finally {
    await file.close();
  }
}

/** Replaces the head as a whole; the caller syncs the directory. */
export async function writeHead(storage: Storage, path: string, head: LedgerHead): Promise<void> {
  await storage.replace(path, encodeHead(head));
}

/** The text of a head: one line of JSON with a checksum over everything before `,"crc"`. */
export function encodeHead({ bytes, lines, events }: LedgerHead): string {
  const covered = `{"bytes":${bytes},"lines":${lines},"events":${events}`;
  return `${covered},"crc":"${formatCrc(crc32(covered))}"}\n`;
}
