import { describe, expect, it } from "vitest";
import { TransportError } from "./client.js";
import { encodeEvent, type ServerSentEvent } from "./event-stream.js";
import { readEventStream } from "./read-event-stream.js";

async function read(...pieces: readonly (string | Uint8Array)[]): Promise<ServerSentEvent[]> {
  const body = new ReadableStream({
    start(controller) {
      for (const piece of pieces)
        controller.enqueue(typeof piece === "string" ? new TextEncoder().encode(piece) : piece);
      controller.close();
    },
  });
  const { body: events } = readEventStream(
    {
      response: new Response(body, { headers: { "content-type": "Text/Event-Stream; charset=utf-8" } }),
      signal: undefined,
      explain: undefined,
      fail: (code, details) => new TransportError(code, { code, ...details }),
    },
    "text/event-stream",
  );
  const list: ServerSentEvent[] = [];
  for await (const event of events as AsyncIterable<ServerSentEvent>) list.push(event); // what `readEventStream` makes
  return list;
}

describe("the examples of the HTML Living Standard, section 9.2.6", () => {
  it.each<[string, string, ServerSentEvent[]]>([
    ["several data lines", "data: YHOO\ndata: +2\ndata: 10\n\n", [{ data: "YHOO\n+2\n10" }]],
    [
      "comments, ids and a second space",
      ": test stream\n\ndata: first event\nid: 1\n\ndata:second event\nid\n\ndata:  third event\n\n",
      [{ id: "1", data: "first event" }, { id: "", data: "second event" }, { data: " third event" }],
    ],
    ["empty data, and an event without its end", "data\n\ndata\ndata\n\ndata:", [{ data: "" }, { data: "\n" }]],
    ["one optional space", "data:test\n\ndata: test\n\n", [{ data: "test" }, { data: "test" }]],
  ])("%s", async (_name, text, events) => {
    expect(await read(text)).toEqual(events);
  });
});

describe("fields", () => {
  it("are event, data, id and retry; others and comments are ignored", async () => {
    const text = 'event: add\nid: 7\nretry: 1500\nother: x\n:comment\ndata: {"a":1}\n\nevent: none\n\n';
    expect(await read(text)).toEqual([{ event: "add", id: "7", retry: 1500, data: '{"a":1}' }]);
  });

  it("must be well-formed", async () => {
    expect(await read("id: a\0b\nretry: 1s\nevent:\ndata: x\n\n")).toEqual([{ data: "x" }]);
  });
});

it("lines end in CR, LF or CRLF, wherever the pieces end", async () => {
  const bytes = new TextEncoder().encode("\u{feff}data: é\r\ndata: 🚀\r\n\r\nevent: x\rdata: 2\r\rdata: 3\n\n");
  const expected = [{ data: "é\n🚀" }, { event: "x", data: "2" }, { data: "3" }];
  for (let size = 1; size <= bytes.length; size += 1) {
    const pieces = Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) =>
      bytes.slice(index * size, (index + 1) * size),
    );
    expect(await read(...pieces)).toEqual(expected);
  }
});

it("reads what the server writes", async () => {
  const events = [{ data: "a\nb" }, { event: "x", id: "1", retry: 3, data: "" }, { data: " spaced" }];
  expect(await read(events.map((event) => encodeEvent(event)).join(""))).toEqual(events);
});
