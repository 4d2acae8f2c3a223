import type { BodyKind } from "../../generator/model/media-type.js";
import { isRecord } from "./places.js";

/** A body as it can be compared: streams are lists, bytes one text, files what is in them. */
export type PlainBody = unknown;

/** The body that a client or a handler is given for a plain one. */
export function present(kind: BodyKind, plain: PlainBody): unknown {
  if (kind === "binary") return chunksOf(plain as Uint8Array); // as `absorb` and the plan have it
  if (kind === "ndjson" || kind === "event-stream") return items(plain as readonly unknown[]);
  return plain;
}

/** The plain body of one that a client or a handler was given. */
export async function absorb(body: unknown): Promise<PlainBody> {
  if (isStream(body)) {
    const found: unknown[] = [];
    for await (const item of body) found.push(item);
    return found.every((item) => item instanceof Uint8Array) ? describeBytes(found) : found;
  }
  if (body instanceof Uint8Array) return describeBytes([body]);
  if (body instanceof Blob) return describeFile(body);
  if (Array.isArray(body)) return Promise.all(body.map(absorb));
  if (!isRecord(body)) return body;
  const members = Object.entries(body).map(async ([name, member]) => [name, await absorb(member)] as const);
  return Object.fromEntries(await Promise.all(members));
}

function isStream(body: unknown): body is AsyncIterable<unknown> {
  return typeof body === "object" && body !== null && Symbol.asyncIterator in body;
}

function describeBytes(chunks: readonly Uint8Array[]): string {
  return `bytes ${Buffer.concat(chunks).toString("base64")}`;
}

async function describeFile(file: Blob): Promise<object> {
  const bytes = Buffer.from(await file.arrayBuffer()).toString("base64");
  return { file: file instanceof File ? file.name : "", type: file.type, bytes };
}

async function* chunksOf(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  const half = bytes.length >> 1;
  if (half > 0) yield bytes.subarray(0, half);
  yield bytes.subarray(half);
}

async function* items(list: readonly unknown[]): AsyncGenerator<unknown> {
  yield* list;
}
