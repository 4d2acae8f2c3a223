import { execFileSync, spawn, type ChildProcess } from "node:child_process";
import { closeSync, constants, existsSync, openSync, readFileSync, writeFileSync, writeSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";

import { readEvents } from "../../client/jobspec/events.js";
import { submitDurably } from "../../client/jobspec/submit.js";
import { hasEnded, waitForJob } from "../../client/jobspec/wait.js";
import { cancelJob, getDaemonStatus, type JobspecCredentials } from "../../generated/jobspec/client.js";
import type { JobType, LedgerEvent, QueueJobState } from "../../generated/jobspec/types.js";
import { createClient, type Client } from "../../generated/runtime/client.js";
import { claimJob } from "../../generated/worker/client.js";
import { buildDaemon } from "../crash/daemon-program.js";
import { Random } from "../simulation/random.js";
import { historyFaults, openJobs } from "./lease-history.js";

const TOKEN = "a-token-for-tests";
const BACKOFF = { firstMs: 20, longestMs: 200 };

let program = "";
let chaosWorker = "";
let root = "";
let children: Program[] = [];
/** Where programs write to. */
let output: "pipe" | number = "pipe";

/** A process whose output is read. */
class Program {
  readonly child: ChildProcess;
  readonly exited: Promise<number | NodeJS.Signals | null>;
  output = "";

  constructor(...argv: readonly string[]) {
    this.child = spawn(process.execPath, argv, { stdio: ["ignore", output, output], cwd: root });
    for (const stream of [this.child.stdout, this.child.stderr]) {
      stream?.on("data", (chunk: Buffer) => (this.output += chunk.toString()));
    }
    this.exited = new Promise((resolve) => this.child.once("close", (code, signal) => resolve(code ?? signal)));
    children.push(this);
  }

  async end(signal: NodeJS.Signals): Promise<number | NodeJS.Signals | null> {
    this.child.kill(signal);
    return this.exited;
  }
}

beforeAll(async () => {
  program = await buildDaemon(fileURLToPath(new URL("../../generator/cli.ts", import.meta.url)));
  chaosWorker = await buildDaemon(fileURLToPath(new URL("./chaos-worker.ts", import.meta.url)));
});
afterAll(async () => {
  for (const path of [program, chaosWorker]) await rm(path, { force: true });
});
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "specwright-worker-"));
});
afterEach(async () => {
  output = "pipe";
  for (const each of children) each.child.kill("SIGCONT");
  await Promise.all(children.map((each) => each.end("SIGKILL")));
  children = [];
  await rm(root, { recursive: true, force: true });
});

async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await holds())) await pause(20);
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

interface Served {
  readonly daemon: Program;
  readonly url: string;
  readonly client: Client<JobspecCredentials>;
}

async function serve(port: string, ...options: readonly string[]): Promise<Served> {
  const daemon = new Program(program, "daemon", "run", "--addr", `127.0.0.1:${port}`, "--token", TOKEN, ...options);
  await until(() => /ready: \S+\n/.test(daemon.output) || daemon.child.exitCode !== null);
  const url = /ready: (\S+)\n/.exec(daemon.output)?.[1];
  if (url === undefined) throw new Error(`the daemon did not start: ${daemon.output}`);
  return { daemon, url, client: createClient({ baseUrl: url, credentials: { DaemonMutationToken: TOKEN } }) };
}

async function submit(client: Client<JobspecCredentials>, job_id: string, job_type: JobType): Promise<void> {
  const { outcome } = await submitDurably(client, { job_id, job_type, payload: { of: job_id } }, { backoff: BACKOFF });
  expect(outcome).toBe("accepted");
}

async function ended(client: Client<JobspecCredentials>, jobId: string): Promise<QueueJobState | undefined> {
  const poll = { firstMs: 50, longestMs: 100 };
  const found = await waitForJob(client, jobId, { poll });
  return found.outcome === "ended" ? found.job : undefined;
}

async function eventsOf(client: Client<JobspecCredentials>): Promise<LedgerEvent[]> {
  const events: LedgerEvent[] = [];
  for await (const event of readEvents(client)) events.push(event);
  return events;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

describe("a daemon with workers", { timeout: 120_000 }, () => {
  const EXECUTORS = `executors:
  rpi.run:
    command: [sh, -c, 'read p; echo "{\\"artifacts\\":{\\"by\\":\\"$SPECWRIGHT_JOB_ID\\"}}"']
  rpi.phase:
    command: [sh, -c, 'sleep 600 & echo $! >sleeper; wait']
  dream.run:
    command: [sh, -c, 'touch begun; sleep 1; exit 69']
  openclaw.snapshot: { builtin: fake }
`;

  it("runs commands, lets them end when it stops, and ends those that take too long then", async () => {
    writeFileSync(join(root, "executors.yaml"), EXECUTORS);
    const { daemon, client } = await serve("0", "--workers", "3", "--executors", "executors.yaml");
    for (const [jobId, type] of [
      ["a", "rpi.run"],
      ["b", "rpi.phase"],
      ["c", "openclaw.snapshot"],
    ] as const) {
      await submit(client, jobId, type);
    }
    expect(await ended(client, "a")).toMatchObject({ status: "completed", artifacts: { by: "a" } });
    expect(await ended(client, "c")).toMatchObject({ artifacts: { executor_policy: "fake" } });
    const sleeper = join(root, "sleeper");
    await until(() => existsSync(sleeper) && readFileSync(sleeper, "utf8").endsWith("\n"));
    await submit(client, "d", "dream.run");
    await until(() => existsSync(join(root, "begun")));
    const waits = { worker: "elsewhere", request_id: "r", job_types: ["wiki.build" as const], wait_ms: 60_000 };
    const poll = claimJob(client, { body: waits });
    await pause(200);
    daemon.child.kill("SIGTERM");
    // Whoever waits is sent away while the daemon's own jobs go on.
    expect(await poll).toMatchObject({ status: 503 });
    expect(daemon.output).not.toContain('"msg":"job lost"');
    expect(await daemon.exited).toBe(0);
    const again = await serve("0");
    expect(await ended(again.client, "d")).toMatchObject({
      failure: { code: "provider_unreachable", retryable: true },
    });
    await until(() => !isAlive(Number(readFileSync(sleeper, "utf8"))));
    const { body } = await getDaemonStatus(again.client, {});
    expect("queue" in body && body.queue.jobs[1]).toMatchObject({ job_id: "b", status: "running", attempt: 1 });
    expect(daemon.output).toContain('"msg":"job completed"');
    expect(daemon.output).toContain('"msg":"job lost"');
    expect(historyFaults(await eventsOf(again.client))).toEqual([]);
  });

  it("does not start when its executors are wrong", async () => {
    writeFileSync(join(root, "executors.yaml"), "executors:\n  rpi.run: {command: [none-such]}\n");
    const wrong = serve("0", "--workers", "1", "--executors", "executors.yaml");
    await expect(wrong).rejects.toThrow('executors.yaml:2:23: there is no program "none-such"');
    await expect(serve("0", "--workers", "1", "--executors", "absent.yaml")).rejects.toThrow(
      "absent.yaml: there is no such file",
    );
    await expect(serve("0", "--workers", "many")).rejects.toThrow("a number of workers is from 0 to 512");
    await expect(serve("0", "--log-level", "loud")).rejects.toThrow("Allowed choices are fatal, error");
  });
});

describe("specwright worker run", { timeout: 120_000 }, () => {
  it("runs jobs of a daemon elsewhere, waits for it, and drains", async () => {
    const { daemon, url, client } = await serve("0");
    writeFileSync(join(root, "e.yaml"), "executors: { rpi.run: { command: [sh, -c, 'sleep 0.3'] } }");
    const options = ["--url", url, "--token", TOKEN, "--executors", "e.yaml", "--name", "elsewhere", "--json"];
    const worker = new Program(program, "worker", "run", ...options);
    await submit(client, "a", "rpi.run");
    expect(await ended(client, "a")).toMatchObject({ status: "completed" });
    await daemon.end("SIGTERM");
    await until(() => worker.output.includes("does not answer"));
    const again = await serve(new URL(url).port);
    await submit(again.client, "b", "rpi.run");
    await until(() => worker.output.includes('"jobId":"b"'));
    expect(await worker.end("SIGTERM")).toBe(0);
    expect(worker.output).toContain('"message":"job completed","jobId":"b"');
    expect((await eventsOf(again.client)).at(-1)).toMatchObject({ event_type: "job.completed", actor: "elsewhere" });
  });

  it("goes on when nobody reads its log any more", async () => {
    const { url, client } = await serve("0");
    writeFileSync(join(root, "e.yaml"), executors({ "rpi.run": "true" }));
    const worker = new Program(program, "worker", "run", "--url", url, "--token", TOKEN, "--executors", "e.yaml");
    await until(() => worker.output.includes("waiting for jobs"));
    worker.child.stderr?.destroy();
    for (const jobId of ["a", "b", "c"]) await submit(client, jobId, "rpi.run");
    expect(await ended(client, "c")).toMatchObject({ status: "completed", attempt: 1 });
    expect(await worker.end("SIGTERM")).toBe(0);
  });

  it("tells what is wrong with its arguments", async () => {
    writeFileSync(join(root, "e.yaml"), "executors: { rpi.run: { command: [sh], cdw: . } }");
    const wrong = new Program(program, "worker", "run", "--url", "http://127.0.0.1:1", "--executors", "e.yaml");
    expect([await wrong.exited, wrong.output]).toEqual([1, expect.stringContaining('e.yaml:1:40: unknown key "cdw"')]);
    expect(await new Program(program, "worker", "run").exited).toBe(2);
  });
});

/** A command that does not want to end, nor what it has started; it writes both process ids into a file. */
function stubborn(file: string): string {
  const wait = 'trap "" TERM; while :; do sleep 1; done';
  return `(${wait}) & echo $! $$ >${file}.new; mv ${file}.new ${file}; ${wait}`;
}

function executors(commands: Readonly<Record<string, string>>): string {
  const entries = Object.entries(commands).map(([type, text]) => [type, { command: ["sh", "-c", text] }]);
  return JSON.stringify({ executors: Object.fromEntries(entries) as object });
}

/** The processes of a command, once they have said who they are. */
async function processesOf(file: string): Promise<readonly number[]> {
  await until(() => existsSync(join(root, file)));
  const pids = readFileSync(join(root, file), "utf8").trim().split(" ").map(Number);
  expect(pids.map(isAlive)).toEqual([true, true]);
  return pids;
}

describe("a command whose job is cancelled", { timeout: 120_000 }, () => {
  it("is ended with everything it has started, beside the daemon and in a worker of its own", async () => {
    writeFileSync(join(root, "beside.yaml"), executors({ "rpi.run": stubborn("beside") }));
    writeFileSync(join(root, "own.yaml"), executors({ "rpi.phase": stubborn("own"), "dream.run": "true" }));
    const { url, client, daemon } = await serve("0", "--workers", "1", "--executors", "beside.yaml");
    const options = ["--url", url, "--token", TOKEN, "--executors", "own.yaml", "--json"];
    const worker = new Program(program, "worker", "run", ...options);
    await submit(client, "a", "rpi.run");
    await submit(client, "b", "rpi.phase");
    const pids = [...(await processesOf("beside")), ...(await processesOf("own"))];
    for (const job_id of ["a", "b"]) {
      expect(await cancelJob(client, { body: { job_id } })).toMatchObject({ status: 202, body: { cancelled: true } });
    }
    await until(() => !pids.some(isAlive));
    // Both go on, and say what became of the job.
    await submit(client, "c", "dream.run");
    expect(await ended(client, "c")).toMatchObject({ status: "completed" });
    await until(() => [daemon, worker].every(({ output }) => output.includes('"reason":"cancelled"')));
    expect(await worker.end("SIGTERM")).toBe(0);
    expect(await daemon.end("SIGTERM")).toBe(0);
  });
});

describe("who is ended by a signal", { timeout: 120_000 }, () => {
  it.each([
    ["worker", "SIGHUP", ["SIGHUP"]],
    ["worker", "SIGTERM", ["SIGTERM", "SIGTERM"]],
    ["worker", "SIGINT", ["SIGTERM", "SIGINT"]],
    ["daemon", "SIGTERM", ["SIGINT", "SIGTERM"]],
  ] as const)("a %s by %s, leaves no command behind", async (kind, last, signals) => {
    writeFileSync(join(root, "e.yaml"), executors({ "rpi.run": stubborn("pids") }));
    const beside = kind === "daemon" ? ["--workers", "1", "--executors", "e.yaml"] : [];
    const { url, client, daemon } = await serve("0", ...beside);
    const options = ["--url", url, "--token", TOKEN, "--executors", "e.yaml"];
    const ended = kind === "daemon" ? daemon : new Program(program, "worker", "run", ...options);
    await submit(client, "a", "rpi.run");
    const pids = await processesOf("pids");
    for (const signal of signals) {
      ended.child.kill(signal);
      await pause(100);
    }
    expect(await ended.exited).toBe(last);
    await until(() => !pids.some(isAlive));
  });
});

/** A pipe that is full and that nobody reads. */
function fullPipe(): number {
  const path = join(root, "pipe");
  execFileSync("mkfifo", [path]);
  const filling = openSync(path, constants.O_RDWR | constants.O_NONBLOCK);
  try {
    for (;;) writeSync(filling, Buffer.alloc(4096));
  } catch (fault) {
    expect(fault).toMatchObject({ code: "EAGAIN" });
  }
  return openSync(path, "r+");
}

describe("a service whose output nobody reads", { timeout: 60_000 }, () => {
  it("does its work, and ends when it is told to", async () => {
    writeFileSync(join(root, "e.yaml"), executors({ "rpi.run": "true", "rpi.phase": "true" }));
    output = fullPipe();
    const options = ["--token", TOKEN, "--executors", "e.yaml"];
    const daemon = new Program(program, "daemon", "run", "--addr", "127.0.0.1:0", "--workers", "1", ...options);
    const activation = join(root, ".agents/daemon/activation.json");
    await until(() => existsSync(activation));
    const { url } = JSON.parse(readFileSync(activation, "utf8")) as { url: string }; // written by the daemon
    const worker = new Program(program, "worker", "run", "--url", url, ...options);
    const client = createClient({ baseUrl: url, credentials: { DaemonMutationToken: TOKEN } });
    for (let job = 0; job < 20; job++) await submit(client, `job-${job}`, "rpi.run");
    for (let job = 0; job < 20; job++) expect(await ended(client, `job-${job}`)).toMatchObject({ status: "completed" });
    const actors = new Set((await eventsOf(client)).map(({ actor }) => actor));
    expect([...actors]).toEqual(expect.arrayContaining(["agentopsd-worker", expect.stringMatching(/^worker-/)]));
    for (const service of [worker, daemon]) {
      service.child.kill("SIGTERM");
      expect(await service.exited).toBe(0);
    }
    closeSync(output);
  });
});

describe("32 workers, kills and pauses", () => {
  const [PROCESSES, SLOTS, LEASE_MS, JOBS, STRIKES] = [4, 8, 1_000, 160, 14];
  const seed = Number(process.env["SEED"] ?? Date.now() % 1_000_000);

  it(`execute every job at least once and accept one outcome (SEED=${seed})`, { timeout: 240_000 }, async () => {
    const random = new Random(seed);
    const executions = join(root, "executions");
    let served = await serve("0", "--log-level", "silent");
    const { port } = new URL(served.url);
    const stall = async (program: Program | undefined): Promise<void> => {
      program?.child.kill("SIGSTOP");
      await pause(LEASE_MS * 1.3);
      program?.child.kill("SIGCONT");
    };
    let names = 0;
    const start = (): Program =>
      new Program(chaosWorker, served.url, TOKEN, executions, `w${++names}`, String(SLOTS), String(LEASE_MS));
    for (let job = 0; job < PROCESSES * SLOTS; job++) await submit(served.client, `held-${job}`, "rpi.run");
    const workers = Array.from({ length: PROCESSES }, start);
    const running = async (): Promise<number> => {
      const { status, body } = await getDaemonStatus(served.client, {});
      return status === 200 ? body.queue.jobs.filter((job) => job.status === "running").length : 0;
    };
    // So many at the same time, each with a job of its own.
    await until(async () => (await running()) === PROCESSES * SLOTS);
    writeFileSync(join(root, "release"), "");
    const count = { killed: 0, paused: 0, daemons: 0 };
    for (let strike = 0; strike < STRIKES; strike++) {
      for (let job = 0; job < JOBS / STRIKES; job++) await submit(served.client, `job-${strike}-${job}`, "rpi.run");
      const index = random.below(PROCESSES);
      const victim = workers[index];
      if (strike % 5 === 4) {
        await served.daemon.end("SIGKILL");
        served = await serve(port, "--log-level", "silent");
        count.daemons++;
      } else if (strike % 2 === 0) {
        await victim?.end("SIGKILL");
        workers[index] = start();
        count.killed++;
      } else {
        await stall(victim);
        count.paused++;
      }
    }
    // All leases at once: nobody can keep any.
    await stall(served.daemon);
    await until(async () => {
      const status = await getDaemonStatus(served.client, {});
      return status.status === 200 && status.body.queue.jobs.every(hasEnded);
    });
    expect(await Promise.all(workers.map((worker) => worker.end("SIGTERM")))).toEqual(workers.map(() => 0));
    const events = await eventsOf(served.client);
    const types = (type: string): number => events.filter(({ event_type }) => event_type === type).length;
    const ran = new Set(readFileSync(executions, "utf8").trim().split("\n"));
    process.stdout.write(
      `workers: seed ${seed}, ${count.killed} killed, ${count.paused} paused, ${count.daemons} daemons killed; ` +
        `${types("job.claimed")} claims of ${types("job.accepted")} jobs, ` +
        `${types("job.lease_expired")} leases ran out\n`,
    );
    expect(openJobs(events)).toEqual([]);
    expect(historyFaults(events)).toEqual([]);
    for (const event of events.filter(({ event_type }) => event_type === "job.completed")) {
      expect(ran).toContain(`${event.job_id} ${String(event.payload?.["lease_epoch"])}`);
    }
    expect(types("job.completed")).toBeGreaterThan(JOBS / 2);
    expect(types("job.lease_expired")).toBeGreaterThan(0);
  });
});
