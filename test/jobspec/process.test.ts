import { existsSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { DaemonProcess } from "./process/daemon-process.js";

const TOKEN = "correct-horse-battery";
let root = "";
let running: DaemonProcess[] = [];

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "specwright-daemon-"));
});
afterEach(async () => {
  for (const daemon of running) daemon.kill("SIGKILL");
  await Promise.all(running.map((daemon) => daemon.exited));
  running = [];
  await rm(root, { recursive: true, force: true });
});

function start(...args: readonly string[]): DaemonProcess {
  const daemon = new DaemonProcess("run", "--root", root, "--addr", "127.0.0.1:0", ...args);
  running.push(daemon);
  return daemon;
}

async function submit(url: string, jobId: string, token = TOKEN): Promise<number> {
  const headers = { "X-AgentOps-Daemon-Token": token, "Content-Type": "application/json" };
  const body = JSON.stringify({ job_id: jobId, job_type: "rpi.run", idempotency_key: `key-${jobId}` });
  const response = await fetch(`${url}/v1/jobs`, { method: "POST", headers, body });
  await response.arrayBuffer();
  return response.status;
}

interface Load {
  readonly acknowledged: readonly string[];
  /** Statuses of answers that were no acknowledgement. */
  readonly refused: readonly number[];
}

/** Submits from many sides until the daemon is gone. */
async function load(url: string, onAcknowledged: (count: number) => void): Promise<Load> {
  const acknowledged: string[] = [];
  const refused: number[] = [];
  let next = 0;
  const client = async (): Promise<void> => {
    for (;;) {
      const jobId = `load-${next++}`;
      try {
        const status = await submit(url, jobId);
        if (status !== 202) refused.push(status);
      } catch {
        return;
      }
      if (refused.length > 0) return;
      acknowledged.push(jobId);
      onAcknowledged(acknowledged.length);
    }
  };
  await Promise.all(Array.from({ length: 16 }, client));
  return { acknowledged, refused };
}

async function storedJobs(): Promise<readonly string[]> {
  const text = await readFile(join(root, ".agents/daemon/ledger.jsonl"), "utf8");
  // Every line the daemon wrote before it stopped is a record.
  const lines = text.split("\n").filter((line) => line !== "");
  return lines.map((line) => (JSON.parse(line) as { job_id: string }).job_id);
}

describe("a daemon process", () => {
  it("says where it is, makes a token only its owner can read, and stops with 0", async () => {
    const daemon = start();
    const url = await daemon.url();
    const directory = join(root, ".agents/daemon");
    const activation: unknown = JSON.parse(await readFile(join(directory, "activation.json"), "utf8"));
    expect(activation).toMatchObject({ url, address: url.slice("http://".length), ready: true });
    const token = (await readFile(join(directory, "token"), "utf8")).trim();
    const modes = await Promise.all(["activation.json", "token"].map((name) => stat(join(directory, name))));
    expect(modes.map(({ mode }) => mode & 0o777)).toEqual([0o600, 0o600]);
    expect(daemon.stdout).toContain(join(directory, "token"));
    expect(await submit(url, "a", "wrong")).toBe(403);
    expect(await submit(url, "a", token)).toBe(202);
    daemon.kill("SIGTERM");
    expect(await daemon.exited).toBe(0);
    expect(await storedJobs()).toEqual(["a"]);
    const again = start();
    expect(await submit(await again.url(), "a", token)).toBe(202);
    expect(await storedJobs()).toEqual(["a"]);
  });

  it("never writes a token into its log, and gives every line the request's id", async () => {
    const daemon = start("--token", TOKEN, "--log-level", "trace");
    const url = await daemon.url();
    await submit(url, "a");
    const headers = { Authorization: `Bearer ${TOKEN}`, "X-Request-Id": "r-7" };
    await fetch(`${url}/v1/jobs?token=${TOKEN}`, { headers });
    daemon.kill("SIGTERM");
    await daemon.exited;
    expect(daemon.stderr).not.toContain(TOKEN);
    const lines = daemon.stderr
      .trim()
      .split("\n")
      .map((line): unknown => JSON.parse(line));
    const line = { requestId: "r-7", method: "GET", path: "/v1/jobs", status: 405 };
    expect(lines).toContainEqual(expect.objectContaining(line));
  });

  it("answers what has arrived and loses nothing it acknowledged when it is asked to stop under load", async () => {
    const daemon = start("--token", TOKEN, "--log-level", "silent");
    const { acknowledged, refused } = await load(await daemon.url(), (count) => {
      if (count === 100) daemon.kill("SIGTERM");
    });
    expect(await daemon.exited).toBe(0);
    expect(acknowledged.length).toBeGreaterThanOrEqual(100);
    expect(refused).toEqual([]);
    const stored = await storedJobs();
    expect(new Set(stored).size).toBe(stored.length);
    expect(acknowledged.filter((jobId) => !stored.includes(jobId))).toEqual([]);
  });

  it("loses nothing it acknowledged when it is killed under load, and starts again", async () => {
    const daemon = start("--token", TOKEN, "--log-level", "silent");
    const { acknowledged } = await load(await daemon.url(), (count) => {
      if (count === 100) daemon.kill("SIGKILL");
    });
    await daemon.exited;
    const again = start("--token", TOKEN);
    const response = await fetch(`${await again.url()}/v1/status`);
    const status = (await response.json()) as { ready: boolean; queue: { jobs: { job_id: string }[] } };
    const stored = status.queue.jobs.map((job) => job.job_id);
    expect([status.ready, acknowledged.filter((jobId) => !stored.includes(jobId))]).toEqual([true, []]);
  });
});

describe("a daemon whose ledger somebody removes", () => {
  it("acknowledges nothing that would be lost, and goes on with what it knows", async () => {
    const daemon = start("--token", TOKEN);
    const url = await daemon.url();
    expect(await submit(url, "a")).toBe(202);
    await rm(join(root, ".agents"), { recursive: true });
    const headers = { "X-AgentOps-Daemon-Token": TOKEN };
    const body = JSON.stringify({ job_id: "b", job_type: "rpi.run" });
    const refused = await fetch(`${url}/v1/jobs`, { method: "POST", headers, body });
    expect([refused.status, await refused.json()]).toEqual([
      503,
      { error: "append ledger: no such file or directory" },
    ]);
    expect(await submit(url, "a")).toBe(202);
    daemon.kill("SIGTERM");
    expect(await daemon.exited).toBe(0);
  });
});

describe("a daemon that may open no more files", { timeout: 120_000 }, () => {
  it("refuses what it cannot store, and goes on when there is room again", async () => {
    const options = ["run", "--root", root, "--addr", "127.0.0.1:0", "--token", TOKEN, "--log-level", "silent"];
    const daemon = DaemonProcess.limitedTo(128, ...options);
    running.push(daemon);
    const { hostname, port } = new URL(await daemon.url());
    const ended = new Set<Socket>();
    const sockets = Array.from({ length: 300 }, () => {
      const socket = connect(Number(port), hostname).on("error", () => undefined);
      return socket.once("close", () => ended.add(socket));
    });
    // Those for which there was no descriptor are closed.
    await expect.poll(() => ended.size, { timeout: 20_000 }).toBeGreaterThan(150);
    const open = sockets.find((socket) => !ended.has(socket));
    const head = `POST /v1/jobs HTTP/1.1\r\nHost: localhost\r\nX-AgentOps-Daemon-Token: ${TOKEN}\r\nContent-Length: 22`;
    open?.write(`${head}\r\n\r\n{"job_type":"rpi.run"}`);
    let reply = "";
    open?.on("data", (chunk: Buffer) => (reply += chunk.toString()));
    await expect.poll(() => reply, { timeout: 20_000 }).toContain("open ledger: too many open files");
    for (const socket of sockets) socket.destroy();
    await expect.poll(() => submit(`http://${hostname}:${port}`, "a").catch(() => 0), { timeout: 20_000 }).toBe(202);
  });
});

/** A device on which there is never any room. */
const FULL = "/dev/full";

describe("a daemon whose log cannot be written", () => {
  async function servesAndStops(daemon: DaemonProcess): Promise<void> {
    const url = await daemon.url();
    // Every request is a line of the log.
    for (const jobId of ["a", "b", "c"]) expect(await submit(url, jobId)).toBe(202);
    daemon.kill("SIGTERM");
    expect(await daemon.exited).toBe(0);
  }

  it.skipIf(!existsSync(FULL))("goes on and stops when there is no room for it", async () => {
    const daemon = DaemonProcess.loggingTo(FULL, "run", "--root", root, "--addr", "127.0.0.1:0", "--token", TOKEN);
    running.push(daemon);
    await servesAndStops(daemon);
  });

  it("goes on and stops when nobody reads it any more", async () => {
    const daemon = start("--token", TOKEN);
    await daemon.url();
    daemon.leaveLog();
    await servesAndStops(daemon);
  });
});

describe("a daemon that cannot start", () => {
  it("refuses an address that others can reach, before it listens", async () => {
    const daemon = start("--addr", "0.0.0.0:0");
    expect(await daemon.exited).toBe(1);
    expect(daemon.stderr).toBe('daemon bind address is not loopback: "0.0.0.0:0"\n');
  });

  it("refuses a token file that others can read", async () => {
    const path = join(root, "token");
    await writeFile(path, TOKEN, { mode: 0o644 });
    const daemon = start("--token-file", path);
    expect(await daemon.exited).toBe(1);
    expect(daemon.stderr).toBe(`daemon mutation token file mode is too permissive: ${path} has mode 644\n`);
  });

  it("says that the port is taken, or that the directory is", async () => {
    const first = start();
    const port = new URL(await first.url()).port;
    const sameDirectory = start();
    await mkdir(join(root, "other"));
    const elsewhere = new DaemonProcess("run", "--root", join(root, "other"), "--addr", `127.0.0.1:${port}`);
    running.push(elsewhere);
    expect(await sameDirectory.exited).toBe(1);
    expect(sameDirectory.stderr).toMatch(/^another daemon serves this directory: .*held by process \d+\n$/);
    expect(await elsewhere.exited).toBe(1);
    expect(elsewhere.stderr).toBe(`daemon bind address is in use: 127.0.0.1:${port}\n`);
  });

  it("makes no project where there is none", async () => {
    const absent = join(root, "typo");
    const daemon = start("--root", absent);
    expect(await daemon.exited).toBe(1);
    expect(daemon.stderr).toBe(`${absent}: no such directory; make it first, or name another one\n`);
    await expect(stat(absent)).rejects.toMatchObject({ code: "ENOENT" });
  });

  it("takes no executors without workers to run them", async () => {
    const daemon = start("--executors", "executors.yaml");
    expect(await daemon.exited).toBe(2);
    expect(daemon.stderr).toMatch(
      /^error: --executors .*: add --workers COUNT\n\("specwright help daemon" tells more\)\n$/,
    );
  });

  it("explains its arguments", async () => {
    const help = new DaemonProcess("run", "--help");
    const wrong = start("--nonsense");
    expect(await help.exited).toBe(0);
    expect(help.stdout).toContain("--token-file <path>");
    expect(help.stdout).toContain("Exit codes: 0 stopped by a signal");
    expect(await wrong.exited).toBe(2);
  });
});
