import { get, type IncomingMessage } from "node:http";
import { afterEach, expect, it } from "vitest";
import type { RunLogEntry } from "../../generated/taskrunner/types.js";
import { startTaskRunner, type TestContext, type TestServer } from "./task-runner.js";

let running: TestServer | undefined;
afterEach(async () => {
  await running?.close();
  running = undefined;
});

function entry(message: string): RunLogEntry {
  return { timestamp: "2026-01-01T00:00:00Z", level: "info", eventType: "step", message };
}

async function startStreaming(lines: (context: TestContext) => AsyncIterable<RunLogEntry>): Promise<TestServer> {
  running = await startTaskRunner({
    handlers: { streamRunLogs: (_request, context) => ({ status: 200, body: lines(context) }) },
  });
  return running;
}

function open({ url }: TestServer): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    get(`${url}/v1/task-runner/runs/run-1/logs`, { headers: { authorization: "Bearer secret" } }, resolve).on(
      "error",
      reject,
    );
  });
}

async function text(response: IncomingMessage): Promise<string> {
  let all = "";
  for await (const chunk of response) all += String(chunk);
  return all;
}

it("sends each item as a line, the first before the last is made", async () => {
  let release = (): void => undefined;
  const released = new Promise<void>((resolve) => (release = resolve));
  const server = await startStreaming(async function* () {
    yield entry("first");
    await released;
    yield entry("lasté");
  });
  const response = await open(server);
  expect(response.headers["content-type"]).toBe("application/x-ndjson");
  const first: unknown = await new Promise((resolve) => response.once("data", resolve));
  expect(String(first)).toBe(`${JSON.stringify(entry("first"))}\n`);
  release();
  expect(await text(response)).toBe(`${JSON.stringify(entry("lasté"))}\n`);
});

it("makes no more items than a slow reader takes", async () => {
  let made = 0;
  const server = await startStreaming(async function* () {
    for (; made < 100_000; made += 1) yield entry("x".repeat(10_000));
  });
  const response = await open(server);
  response.pause();
  const settled = async (): Promise<number> => {
    for (let before = -1; before !== made;) {
      before = made;
      // Waits for turns of the event loop, not for time: a writer that ignores back-pressure never settles.
      for (let turn = 0; turn < 2000; turn += 1) await new Promise(setImmediate);
    }
    return made;
  };
  expect(await settled()).toBeLessThan(5000);
  response.destroy();
});

it("stops the source and aborts the signal when the reader goes away", async () => {
  let stopped = (): void => undefined;
  const finished = new Promise<void>((resolve) => (stopped = resolve));
  let aborted = false;
  const server = await startStreaming(async function* ({ signal }) {
    signal.addEventListener("abort", () => (aborted = true));
    try {
      for (;;) {
        yield entry("again");
        await new Promise(setImmediate);
      }
    } finally {
      stopped();
    }
  });
  const response = await open(server);
  response.once("data", () => response.destroy());
  await finished;
  expect(aborted).toBe(true);
  expect(server.failures).toEqual([]);
});

it("ends a source that waits for ever once the reader is gone", async () => {
  let returned = (): void => undefined;
  const finished = new Promise<void>((resolve) => (returned = resolve));
  const server = await startStreaming(() => ({
    [Symbol.asyncIterator]: () => ({
      next: () => new Promise<never>(() => undefined),
      return: () => {
        returned();
        return Promise.resolve({ done: true, value: undefined });
      },
    }),
  }));
  const response = await open(server);
  response.destroy();
  await finished;
});

it("cuts the connection at an item that breaks the contract, and reports it", async () => {
  const server = await startStreaming(async function* () {
    yield entry("good");
    yield { ...entry("bad"), level: "loud" as "info" };
  });
  const response = await open(server);
  await expect(text(response)).rejects.toThrow("aborted");
  expect(server.failures).toMatchObject([{ operationId: "streamRunLogs", error: { name: "ReplyError" } }]);
});

it("answers 500 when the body is no stream at all", async () => {
  const server = await startStreaming(() => [entry("list")] as never);
  const response = await open(server);
  expect(response.statusCode).toBe(500);
  response.resume();
});
