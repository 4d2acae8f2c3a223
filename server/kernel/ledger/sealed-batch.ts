import { sealLine } from "./seal.js";

/** A record that waits for its place. */
export interface Staged {
  readonly eventId: string;
  /** The record, without seal and newline. */
  readonly line: string;
}

/** Records in their places. */
export interface SealedBatch {
  readonly bytes: Buffer;
  readonly offsets: readonly number[];
}

/** Seals records one behind another, the first at byte `at`. */
export function sealAll(staged: readonly Staged[], at: number, durable: number): SealedBatch {
  const offsets: number[] = [];
  let offset = at;
  let text = "";
  for (const { line } of staged) {
    const sealed = sealLine(line, offset, durable);
    offsets.push(offset);
    offset += Buffer.byteLength(sealed);
    text += sealed;
  }
  return { bytes: Buffer.from(text), offsets };
}
