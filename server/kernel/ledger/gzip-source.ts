import { Readable, pipeline } from "node:stream";
import { createGunzip } from "node:zlib";

import type { ByteSource } from "./lines.js";

const CHUNK_BYTES = 256 * 1024;
/** What the shortest file has around its content: a header and a trailer (RFC 1952). */
const LEAST_BYTES = 18;
const TRAILER_BYTES = 4;

/** A sealed file that cannot be read although the disk gives its bytes. */
export class SegmentError extends Error {
  constructor(fault: string, cause?: unknown) {
    super(fault, { cause });
    this.name = "SegmentError";
  }
}

/** A compressed file of `length` bytes. */
export interface GzipFile extends ByteSource {
  readonly length: number;
}

/** How many bytes a compressed file holds, as its trailer says; rejects with {@link SegmentError}. */
export async function gzipContentBytes({ length, read }: GzipFile): Promise<number> {
  if (length < LEAST_BYTES) throw new SegmentError("it is no gzip file");
  return (await read(length - TRAILER_BYTES, TRAILER_BYTES)).readUInt32LE();
}

/**
 * The content of a gzip file of one member, as gzip and the reference write it, for reading mostly forwards: going back
 * begins anew. Holds a few chunks in memory, and that only in the one of all files that was read last. Rejects with
 * {@link SegmentError} when the content is damaged.
 */
export class GzipSource implements ByteSource {
  static #latest: GzipSource | undefined;
  readonly #file: GzipFile;
  readonly #bytes: number;
  #chunks: AsyncIterator<Buffer> | undefined;
  #chunk: Buffer = Buffer.alloc(0);
  /** Offset of the chunk in the content. */
  #offset = 0;
  #turn: Promise<unknown> = Promise.resolve();

  /** `bytes` is what the trailer says. */
  constructor(file: GzipFile, bytes: number) {
    this.#file = file;
    this.#bytes = bytes;
  }

  /** One after another: all of them share a place in the stream. */
  read(offset: number, length: number): Promise<Buffer> {
    const reading = this.#turn.then(() => this.#read(offset, length));
    this.#turn = reading.catch(() => undefined);
    return reading;
  }

  /** Lets go of what it holds; the next read begins anew. */
  release(): void {
    this.#turn = this.#turn.then(() => this.#drop()).catch(() => undefined);
  }

  async #read(offset: number, length: number): Promise<Buffer> {
    const end = Math.min(offset + length, this.#bytes);
    const parts: Buffer[] = [];
    if (this.#chunks === undefined || offset < this.#offset) await this.#begin();
    for (let at = offset; at < end;) {
      while (at >= this.#offset + this.#chunk.length) await this.#next();
      const part = this.#chunk.subarray(at - this.#offset, end - this.#offset);
      parts.push(part);
      at += part.length;
    }
    if (end === this.#bytes) await this.#finish();
    return Buffer.concat(parts);
  }

  async #drop(): Promise<void> {
    await this.#chunks?.return?.();
    this.#chunks = undefined;
    this.#chunk = Buffer.alloc(0);
    this.#offset = 0;
  }

  async #begin(): Promise<void> {
    await this.#drop();
    if (GzipSource.#latest !== this) GzipSource.#latest?.release();
    GzipSource.#latest = this;
    const content = createGunzip({ chunkSize: CHUNK_BYTES });
    // What fails is told to whoever reads.
    pipeline(Readable.from(compressed(this.#file)), content, () => undefined);
    this.#chunks = content[Symbol.asyncIterator]() as AsyncIterator<Buffer>; // a gunzip gives buffers
  }

  async #next(): Promise<void> {
    this.#offset += this.#chunk.length;
    const { done, value } = await this.#pull();
    if (done === true) throw new SegmentError(`it holds ${this.#offset} bytes, its trailer says ${this.#bytes}`);
    this.#chunk = value;
  }

  /** At the end the checksum is compared, and nothing may follow. */
  async #finish(): Promise<void> {
    const { done } = await this.#pull();
    this.#chunks = undefined;
    const isLonger = done !== true || this.#offset + this.#chunk.length > this.#bytes;
    if (isLonger) throw new SegmentError(`it holds more than the ${this.#bytes} bytes its trailer says`);
  }

  async #pull(): Promise<IteratorResult<Buffer>> {
    try {
      return (await this.#chunks?.next()) ?? { done: true, value: undefined };
    } catch (fault) {
      this.#chunks = undefined;
      const isContent = fault instanceof Error && "code" in fault && String(fault.code).startsWith("Z_");
      throw isContent ? new SegmentError("its content is damaged", fault) : fault;
    }
  }
}

async function* compressed({ length, read }: GzipFile): AsyncGenerator<Buffer> {
  for (let offset = 0; offset < length;) {
    const chunk = await read(offset, CHUNK_BYTES);
    if (chunk.length === 0) return;
    yield chunk;
    offset += chunk.length;
  }
}
