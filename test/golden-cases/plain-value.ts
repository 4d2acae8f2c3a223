import { parse } from "yaml";

/** Bytes or items that a file writes as `!bytes text` and `!stream [...]`: an `AsyncIterable` each time it is read. */
class Streamed implements AsyncIterable<unknown> {
  readonly #items: readonly unknown[];

  constructor(items: readonly unknown[]) {
    this.#items = items;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<unknown> {
    yield* this.#items;
  }
}

const TAGS = [
  { tag: "!stream", collection: "seq" as const, resolve: (node: { toJSON(): unknown }) => new Streamed(asList(node)) },
  { tag: "!bytes", resolve: (text: string) => new Streamed([new TextEncoder().encode(text)]) },
  {
    tag: "!file",
    collection: "map" as const,
    resolve: (node: { toJSON(): unknown }) => {
      const { name, type = "", text = "" } = node.toJSON() as Partial<Record<"name" | "type" | "text", string>>;
      return name === undefined ? new Blob([text], { type }) : new File([text], name, { type });
    },
  },
  { tag: "!bigint", resolve: (text: string) => BigInt(text) },
];

function asList(node: { toJSON(): unknown }): readonly unknown[] {
  return node.toJSON() as readonly unknown[]; // the tag stands before sequences only
}

/** Reads YAML in which `!stream`, `!bytes`, `!file` and `!bigint` stand for what JSON has no words for. */
export function parseValues(text: string): unknown {
  return parse(text, { customTags: TAGS as never }) as unknown; // the library's type asks for more than it uses
}

/**
 * A value as data that can be compared: streams read to their end, files as name, type and text, nothing undefined.
 */
export async function plain(value: unknown): Promise<unknown> {
  if (value instanceof Blob) {
    const name = value instanceof File ? { name: value.name } : {};
    return { file: { ...name, type: value.type, text: await value.text() } };
  }
  if (typeof value === "bigint") return { bigint: String(value) };
  if (Array.isArray(value)) return Promise.all(value.map(plain));
  if (typeof value !== "object" || value === null) return value;
  if (Symbol.asyncIterator in value) return readAll(value as AsyncIterable<unknown>); // asked in the line before
  const entries = Object.entries(value).filter(([, member]) => member !== undefined);
  return Object.fromEntries(await Promise.all(entries.map(async ([key, member]) => [key, await plain(member)])));
}

async function readAll(items: AsyncIterable<unknown>): Promise<unknown> {
  const found: unknown[] = [];
  for await (const item of items) found.push(item);
  const chunks = found.filter((item) => item instanceof Uint8Array);
  if (chunks.length === 0) return { stream: await Promise.all(found.map(plain)) };
  return { bytes: Buffer.concat(chunks).toString("utf8") };
}
