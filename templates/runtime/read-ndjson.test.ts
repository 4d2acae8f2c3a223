import { getEventListeners } from "node:events";
import { describe, expect, it } from "vitest";
import type { Incoming } from "./call.js";
import { TransportError, type Check } from "./client.js";
import { readNdjson } from "./read-ndjson.js";

const TYPE = "application/x-ndjson";

/** A response that comes in these pieces; `cancelled` tells whether the rest was given up. */
function incoming(
  pieces: readonly (string | Uint8Array)[],
  signal?: AbortSignal,
): { incoming: Incoming; isCancelled(): boolean } {
  let isCancelled = false;
  const waiting = [...pieces];
  const body = new ReadableStream(
    {
      pull(controller) {
        const next = waiting.shift();
        if (next === undefined) controller.close();
        else controller.enqueue(typeof next === "string" ? new TextEncoder().encode(next) : next);
      },
      cancel() {
        isCancelled = true;
      },
    },
    { highWaterMark: 0 },
  );
  return {
    incoming: {
      response: new Response(body, { headers: { "content-type": TYPE } }),
      signal,
      explain: undefined,
      fail: (code, details) => new TransportError(code, { code, ...details }),
    },
    isCancelled: () => isCancelled,
  };
}

/** Streams are typed where the contract is known; here they are anything. */
function open(source: Incoming, check?: Check): AsyncIterable<unknown> {
  return readNdjson(source, TYPE, check).body as AsyncIterable<unknown>;
}

async function collect(items: AsyncIterable<unknown>): Promise<unknown[]> {
  const list: unknown[] = [];
  for await (const item of items) list.push(item);
  return list;
}

describe("lines", () => {
  it("are split wherever the pieces end, between the bytes of a character too", async () => {
    const bytes = new TextEncoder().encode('{"a":"é🚀\\n"}\n[1]\r\n\n  \n"last"');
    for (let size = 1; size <= bytes.length; size += 1) {
      const pieces = Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) =>
        bytes.slice(index * size, (index + 1) * size),
      );
      expect(await collect(open(incoming(pieces).incoming))).toEqual([{ a: "é🚀\n" }, [1], "last"]);
    }
  });

  it("may begin with the record separator of json-seq and the stream with a byte order mark", async () => {
    expect(await collect(open(incoming(["\u{feff}\u{1e}1\n", "\u{1e}2\n"]).incoming))).toEqual([1, 2]);
  });

  it("may be none", async () => {
    expect(await collect(open(incoming([]).incoming))).toEqual([]);
    expect(await collect(open(incoming(["\n"]).incoming))).toEqual([]);
  });

  it("come as soon as they are there", async () => {
    const { incoming: source } = incoming(["1\n2\n", "3", "\n"]);
    const iterator = open(source)[Symbol.asyncIterator]();
    expect(await iterator.next()).toEqual({ done: false, value: 1 });
    expect(await iterator.next()).toEqual({ done: false, value: 2 });
    expect(await iterator.next()).toEqual({ done: false, value: 3 });
    expect(await iterator.next()).toEqual({ done: true, value: undefined });
  });

  it("are limited in length", async () => {
    const piece = "x".repeat(2 ** 20);
    const { incoming: source, isCancelled } = incoming(Array.from({ length: 20 }, () => piece));
    await expect(collect(open(source))).rejects.toMatchObject({
      code: "malformed-body",
      cause: "a line is longer than 16777216 characters",
    });
    expect(isCancelled()).toBe(true);
  });
});

describe("faults", () => {
  it.each<[string, (string | Uint8Array)[], string]>([
    ["no JSON", ["1\n{\n2\n"], "malformed-body"],
    ["no UTF-8", [new Uint8Array([0x22, 0xff, 0x22, 0x0a])], "malformed-body"],
    ["a character that is cut off", ["1\n", new Uint8Array([0xe2, 0x82])], "malformed-body"],
    ["an item that the schema refuses", ["1\n-1\n"], "invalid-body"],
  ])("%s", async (_name, pieces, code) => {
    const { incoming: source } = incoming(pieces);
    await expect(collect(open(source, (value) => Number(value) > 0))).rejects.toMatchObject({ code });
  });

  it("come after the items before them", async () => {
    const iterator = open(incoming(["1\n-1\n"]).incoming, (value) => Number(value) > 0)[Symbol.asyncIterator]();
    expect(await iterator.next()).toEqual({ done: false, value: 1 });
    await expect(iterator.next()).rejects.toMatchObject({ code: "invalid-body" });
    expect(await iterator.next()).toEqual({ done: true, value: undefined });
  });
});

describe("the end of interest", () => {
  it("gives the rest up when the loop is left", async () => {
    const { incoming: source, isCancelled } = incoming(["1\n", "2\n", "3\n"]);
    for await (const item of open(source)) if (item === 1) break;
    expect(isCancelled()).toBe(true);
  });

  it("is told by the signal, before and while the stream is read", async () => {
    const controller = new AbortController();
    const { incoming: source, isCancelled } = incoming(["1\n", "2\n"], controller.signal);
    const iterator = open(source)[Symbol.asyncIterator]();
    await iterator.next();
    controller.abort(new Error("enough"));
    expect(isCancelled()).toBe(true);
    await expect(iterator.next()).rejects.toMatchObject({ code: "aborted", cause: { message: "enough" } });
    const unread = incoming(["1\n"], controller.signal);
    await expect(collect(open(unread.incoming))).rejects.toMatchObject({ code: "aborted" });
    expect(unread.isCancelled()).toBe(true);
  });

  it("leaves no listener behind", async () => {
    const { signal } = new AbortController();
    const items = open(incoming(["1\n2\n"], signal).incoming);
    expect(getEventListeners(signal, "abort")).toHaveLength(1);
    await collect(items);
    expect(getEventListeners(signal, "abort")).toHaveLength(0);
  });
});
