import { afterEach, describe, expect, it } from "vitest";
import {
  applyApprovalDecision,
  cancelRun,
  createClient,
  createPackRun,
  getRunState,
  listRunArtifacts,
  streamRunLogs,
  type Client,
} from "../../generated/taskrunner/client.js";
import type { RunLogEntry } from "../../generated/taskrunner/types.js";
import { RUN, startTaskRunner, type TestServer, type TestServerOptions } from "./task-runner.js";

/** The generated client against the generated server over a socket: each side sees exactly what the other gave. */
let running: TestServer | undefined;
afterEach(async () => {
  await running?.close();
  running = undefined;
});

async function start(options: TestServerOptions): Promise<Client> {
  running = await startTaskRunner(options);
  return createClient({ baseUrl: running.url, headers: { authorization: "Bearer secret" } });
}

function entry(message: string): RunLogEntry {
  return { timestamp: "2026-01-01T00:00:00Z", level: "info", eventType: "step", message };
}

describe("calls", () => {
  it("carry path, headers and body there, status, headers and body back", async () => {
    const seen: unknown[] = [];
    const reply = { status: 201, headers: { Location: "/runs/run-1" }, body: RUN } as const;
    const client = await start({ handlers: { createPackRun: (request) => (seen.push(request), reply) } });
    const request = {
      headers: { "X-StellaOps-Tenant": "t" },
      body: { manifest: "m: \u00e9\u2028", inputs: { a: [1, null, "x"] } },
    };
    expect(await createPackRun(client, request)).toEqual(reply);
    expect(seen).toEqual([request]);
  });

  it("tell statuses apart, with and without a body", async () => {
    const client = await start({
      handlers: {
        getRunState: ({ path }) => (path.runId === "none" ? { status: 404 } : { status: 200, body: RUN }),
        cancelRun: () => ({ status: 202, headers: { Location: "/x" }, body: { status: "cancelled" } }),
        listRunArtifacts: () => ({ status: 418, body: { error: { code: "teapot", message: "short and stout" } } }),
      },
    });
    expect(await getRunState(client, { path: { runId: "none" } })).toEqual({ status: 404 });
    expect(await cancelRun(client, { path: { runId: "r" } })).toMatchObject({
      status: 202,
      body: { status: "cancelled" },
    });
    expect(await listRunArtifacts(client, { path: { runId: "r" } })).toMatchObject({
      status: 418,
      body: { error: { code: "teapot" } },
    });
  });

  it("get the server's refusals as declared replies", async () => {
    const client = await start({});
    const request = { path: { runId: "r", approvalId: "a/b" }, body: { decision: "approved", planHash: "x" } } as const;
    expect(await applyApprovalDecision(client, request)).toMatchObject({
      status: 400,
      body: { error: { code: "invalid-request" } },
    });
  });
});

describe("streams", () => {
  const open = async (client: Client, signal?: AbortSignal): Promise<AsyncIterable<RunLogEntry>> => {
    const reply = await streamRunLogs(client, { path: { runId: "run-1" } }, signal === undefined ? {} : { signal });
    if (reply.status !== 200) throw new Error(`status ${reply.status}`);
    return reply.body;
  };

  it("arrive item by item, typed and checked on both sides", async () => {
    const entries = Array.from({ length: 500 }, (_, index) => entry(`line ${index} \u{1f680}`));
    const client = await start({ handlers: { streamRunLogs: () => ({ status: 200, body: lines(entries) }) } });
    const got: RunLogEntry[] = [];
    for await (const item of await open(client)) got.push(item);
    expect(got).toEqual(entries);
  });

  it("stop the handler's source when the reader leaves its loop", async () => {
    let made = 0;
    let stopped = (): void => undefined;
    const ended = new Promise<void>((resolve) => (stopped = resolve));
    const client = await start({
      handlers: { streamRunLogs: (_request, { signal }) => ({ status: 200, body: endless(signal) }) },
    });
    async function* endless(signal: AbortSignal): AsyncGenerator<RunLogEntry> {
      try {
        for (; !signal.aborted; made += 1) {
          yield entry("x".repeat(1000));
          await new Promise(setImmediate);
        }
      } finally {
        stopped();
      }
    }
    let read = 0;
    for await (const item of await open(client)) {
      expect(item.level).toBe("info");
      if ((read += 1) === 3) break;
    }
    await ended;
    expect(made).toBeGreaterThanOrEqual(2);
  });

  it("make the source wait for a reader that is slow", async () => {
    let made = 0;
    const client = await start({
      handlers: {
        streamRunLogs: () => ({
          status: 200,
          body: (async function* () {
            for (; made < 50_000; made += 1) yield entry("x".repeat(10_000));
          })(),
        }),
      },
    });
    const stop = new AbortController();
    const stream = (await open(client, stop.signal))[Symbol.asyncIterator]();
    await stream.next();
    for (let before = -1; before !== made;) {
      before = made;
      for (let turn = 0; turn < 2000; turn += 1) await new Promise(setImmediate);
    }
    expect(made).toBeLessThan(10_000);
    stop.abort();
  });

  it("fail for the reader when the server cuts them", async () => {
    const broken = lines([entry("good"), { ...entry("bad"), level: "loud" as "info" }]);
    const client = await start({ handlers: { streamRunLogs: () => ({ status: 200, body: broken }) } });
    const got: string[] = [];
    const reading = (async () => {
      for await (const item of await open(client)) got.push(item.message);
    })();
    await expect(reading).rejects.toMatchObject({ name: "TransportError", code: "network" });
    expect(got).toEqual(["good"]);
  });
});

async function* lines(entries: readonly RunLogEntry[]): AsyncGenerator<RunLogEntry> {
  for (const item of entries) {
    await new Promise(setImmediate);
    yield item;
  }
}
