import { parseJson, type BodyMembers, type Incoming } from "./call.js";
import type { Check } from "./client.js";
import { requireType } from "./client-media.js";
import { readChunks, splitLines } from "./client-streams.js";

/** A stream of JSON texts, one a line, as a list of items that are checked one by one; blank lines are skipped. */
export function readNdjson(incoming: Incoming, type: string, check?: Check): BodyMembers {
  requireType(incoming, type);
  return { body: items(incoming, { chunks: readChunks(incoming), check }) };
}

interface Source {
  readonly chunks: AsyncIterable<Uint8Array>;
  readonly check: Check | undefined;
}

async function* items(incoming: Incoming, { chunks, check }: Source): AsyncGenerator<unknown, void> {
  for await (const line of splitLines(chunks, incoming)) {
    // Records of `application/json-seq` begin with U+001E (RFC 7464 section 2.2).
    const text = line.charCodeAt(0) === 0x1e ? line.slice(1) : line;
    if (text.trim() !== "") yield parseJson(incoming, text, check);
  }
}
