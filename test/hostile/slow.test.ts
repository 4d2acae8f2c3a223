import { mkdtemp, readFile, rm } from "node:fs/promises";
import { connect } from "node:net";
import type { Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { DaemonProcess } from "../jobspec/process/daemon-process.js";
import { openSockets, peakBytes } from "./process-limits.js";
import { readAnswers } from "./wire.js";

const TOKEN = "slow-token";
const HOST = "Host: localhost\r\n";
const HEALTH = `GET /v1/health HTTP/1.1\r\n${HOST}\r\n`;
const MAX_BYTES = 400 * 1024 * 1024;
/** Headers may take five seconds, which is looked at every five. */
const HEADERS_MS = 12_000;
let root = "";
let daemon: DaemonProcess;
let url = "";
let sockets: Socket[] = [];

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "specwright-slow-"));
  daemon = new DaemonProcess("run", "--root", root, "--addr", "127.0.0.1:0", "--token", TOKEN, "--log-level", "error");
  url = await daemon.url();
});

afterEach(async () => {
  for (const socket of sockets) socket.destroy();
  sockets = [];
  daemon.kill("SIGKILL");
  await daemon.exited;
  await rm(root, { recursive: true, force: true });
});

/** A connection and everything that came over it. */
interface Connection {
  readonly socket: Socket;
  readonly closed: Promise<Buffer>;
}

function open(...texts: readonly string[]): Connection {
  const socket = connect({ port: Number(new URL(url).port), host: "127.0.0.1", noDelay: true });
  sockets.push(socket);
  const chunks: Buffer[] = [];
  socket.on("data", (chunk: Buffer) => chunks.push(chunk));
  socket.on("error", () => undefined);
  const closed = new Promise<Buffer>((resolve) => {
    socket.on("close", () => {
      resolve(Buffer.concat(chunks));
    });
  });
  for (const text of texts) socket.write(text);
  return { socket, closed };
}

/** Sends a text a byte at a time for as long as somebody listens. */
function drip(text: string, everyMs: number): Connection {
  const connection = open();
  let next = 0;
  const timer = setInterval(() => {
    connection.socket.write(text[next++ % text.length] ?? "");
  }, everyMs);
  void connection.closed.then(() => {
    clearInterval(timer);
  });
  return connection;
}

async function statusOf(path: string): Promise<number> {
  const response = await fetch(`${url}${path}`);
  await response.arrayBuffer();
  return response.status;
}

describe("slow clients", () => {
  it("are cut off when their headers do not come, and others are served meanwhile", { timeout: 60_000 }, async () => {
    const startedMs = performance.now();
    const slow = [
      open(),
      open("GET /v1/health HTTP/1.1\r\n"),
      open(`GET /v1/health HTTP/1.1\r\n${HOST}X: `),
      drip(`GET /v1/health HTTP/1.1\r\n${HOST}X-Slow: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa`, 250),
    ];
    const answers = await Promise.all(slow.map(({ closed }) => closed));
    expect(performance.now() - startedMs).toBeLessThan(2 * HEADERS_MS);
    const statuses = answers.map((bytes) => readAnswers(bytes, []).answers.map(({ status }) => status));
    expect(statuses.slice(1)).toEqual([[408], [408], [408]]);
    expect(await statusOf("/v1/health")).toBe(200);
  });

  it("that never read take no memory", { timeout: 120_000 }, async () => {
    for (let index = 0; index < 20; index++) await daemon.submit(`j${index}`, TOKEN, { text: "x".repeat(100_000) });
    const greedy = `GET /v1/status HTTP/1.1\r\n${HOST}\r\n`.repeat(500);
    for (let index = 0; index < 30; index++) open(greedy).socket.pause();
    for (let round = 0; round < 20; round++) expect(await statusOf("/v1/status")).toBe(200);
    expect(await peakBytes(daemon.pid)).toBeLessThan(MAX_BYTES);
    for (const socket of sockets) socket.destroy();
    await expect.poll(() => openSockets(daemon.pid), { timeout: 30_000 }).toBeLessThan(10);
  });

  it("cannot take all connections: beyond a number they are closed at once", { timeout: 120_000 }, async () => {
    const many = Array.from({ length: 4_200 }, () => open());
    // Each tells whether it is served.
    for (const { socket } of many) socket.write(HEALTH);
    const served = await Promise.all(
      many.map(({ socket, closed }) => {
        return Promise.race([
          new Promise<boolean>((resolve) =>
            socket.once("data", () => {
              resolve(true);
            }),
          ),
          closed.then(() => false),
        ]);
      }),
    );
    const count = served.filter(Boolean).length;
    expect(count).toBeGreaterThan(3_900);
    expect(count).toBeLessThanOrEqual(4_096);
    for (const { socket } of many) socket.destroy();
    await expect.poll(() => statusOf("/v1/health").catch(() => 0), { timeout: 30_000 }).toBe(200);
  });
});

describe("a stop", () => {
  it(
    "ends polls, lets streams and requests finish, and cuts who would never be done",
    { timeout: 120_000 },
    async () => {
      for (let index = 0; index < 30; index++) await daemon.submit(`j${index}`, TOKEN, { text: "x".repeat(200_000) });
      const headers = { "X-AgentOps-Daemon-Token": TOKEN };
      const poll = fetch(`${url}/v1/worker/claim`, {
        method: "POST",
        headers,
        body: JSON.stringify({ worker: "w", request_id: "r", job_types: ["wiki.forge"], wait_ms: 60_000 }),
      });
      const stream = await fetch(`${url}/v1/status`);
      const idle = open(HEALTH);
      const stuck = open(
        `POST /v1/jobs HTTP/1.1\r\n${HOST}X-AgentOps-Daemon-Token: ${TOKEN}\r\nContent-Length: 9\r\n\r\n{`,
      );
      await new Promise((resolve) => idle.socket.once("data", resolve));
      const acknowledged: string[] = [];
      const load = async (name: string): Promise<void> => {
        for (let index = 0; ; index++) {
          const status = await daemon.submit(`${name}-${index}`, TOKEN).catch(() => 0);
          if (status !== 202) return;
          acknowledged.push(`${name}-${index}`);
        }
      };
      const loads = Promise.all(["a", "b", "c", "d"].map(load));
      await expect.poll(() => acknowledged.length).toBeGreaterThan(20);
      const startedMs = performance.now();
      daemon.kill("SIGTERM");
      expect([(await poll).status, await (await poll).json()]).toEqual([503, { error: "daemon is stopping" }]);
      const status = (await stream.json()) as { queue: { jobs: unknown[] } };
      expect(status.queue.jobs).toHaveLength(30);
      expect(await daemon.exited).toBe(0);
      // The grace time, for the one whose body never comes.
      expect(performance.now() - startedMs).toBeLessThan(20_000);
      await Promise.all([loads, idle.closed, stuck.closed]);
      const ledger = await readFile(join(root, ".agents/daemon/ledger.jsonl"), "utf8");
      expect(acknowledged.filter((jobId) => !ledger.includes(`"job_id":"${jobId}"`))).toEqual([]);
    },
  );
});
