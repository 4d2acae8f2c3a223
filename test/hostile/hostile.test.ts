import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";

import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { DaemonProcess } from "../jobspec/process/daemon-process.js";
import { Random } from "../simulation/random.js";
import type { Attack } from "./attack.js";
import { makeAttack } from "./attacks.js";
import type { Outcome } from "./client.js";
import { carryOut } from "./client.js";
import { contractJudge } from "./judge.js";
import { openSockets, peakBytes } from "./process-limits.js";
import { TOKEN } from "./requests.js";

// SEED=17 REQUESTS=1 repeats one; REQUESTS=1000000 is a night.
const FIRST = Number(process.env["SEED"] ?? 1);
const REQUESTS = Number(process.env["REQUESTS"] ?? 20_000);
/** In a plain run this many seeds are ones that nobody has tried before. */
const FRESH = process.env["SEED"] === undefined ? Math.floor(REQUESTS / 10) : 0;
const CONNECTIONS = 32;
const MS_PER_REQUEST = 30;
/** The system tells of the end of a process after its connections are gone. */
const EXIT_MS = 1_000;
/** In RAM, of the whole process, whatever is sent; more than twice of what is seen. */
const MAX_BYTES = 400 * 1024 * 1024;

const judge = contractJudge("jobspec", "worker");
let root = "";
let url = "";
let daemon: DaemonProcess;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "specwright-hostile-"));
  daemon = new DaemonProcess("run", "--root", root, "--addr", "127.0.0.1:0", "--token", TOKEN, "--log-level", "error");
  url = await daemon.url();
});

afterAll(async () => {
  daemon.kill("SIGKILL");
  await daemon.exited;
  await rm(root, { recursive: true, force: true });
});

const port = (): number => Number(new URL(url).port);

/** The same seeds in every run, and then the fresh ones. */
function* seeds(): Generator<number> {
  for (let index = 0; index < REQUESTS - FRESH; index++) yield FIRST + index;
  const fresh = (Date.now() * 1000) % 2 ** 32;
  for (let index = 0; index < FRESH; index++) yield (fresh + index) % 2 ** 32;
}

/** What is wrong with an outcome; undefined when nothing is. */
function verdict({ requests, begun, ending }: Attack, { answers, rest, fault: told }: Outcome): string | undefined {
  if (ending === "reset") return undefined;
  // A server may say that it answers nothing more.
  const isLast = answers.at(-1)?.headers.get("connection") === "close";
  if (answers.length < requests.length && !isLast) {
    const heads = answers.map(({ status, headers }) => JSON.stringify([status, ...headers]));
    return `${answers.length} of ${requests.length} requests were answered (${told ?? "closed"}): ${heads.join(" ")}`;
  }
  if (rest > 0) return `${rest} bytes behind the last answer`;
  const faults = answers.map((answer, index) => {
    const request = requests[index];
    const fault = judge(answer, request);
    if (fault === undefined || request !== undefined || begun === undefined) return fault;
    // Whatever hides behind a request that is none is not answered.
    return index === requests.length ? judge(answer, begun) : fault;
  });
  return faults.find((fault) => fault !== undefined);
}

async function attack(seed: number, statuses: Map<string, number>): Promise<void> {
  const made = makeAttack(new Random(seed));
  const replay = `SEED=${seed} REQUESTS=1 npx vitest run test/hostile`;
  const sent = Buffer.concat(made.pieces);
  const about = `${made.name}: ${JSON.stringify(sent.toString("latin1", 0, 1_500))} (${sent.length} bytes)`;
  let outcome: Outcome;
  try {
    outcome = await carryOut(made, port());
  } catch (cause) {
    throw new Error(`seed ${seed}: ${String(cause)}\n${about}\nreplay: ${replay}`, { cause });
  }
  const fault = verdict(made, outcome);
  if (fault !== undefined) throw new Error(`seed ${seed}: ${fault}\n${about}\nreplay: ${replay}`);
  const names = outcome.answers.map(({ status }) => `${made.name} ${status}`);
  for (const name of names.length === 0 ? [`${made.name}, no answer`] : names) {
    statuses.set(name, (statuses.get(name) ?? 0) + 1);
  }
}

/** Says with a fault whether the daemon has ended: then it is the cause. */
async function blame(cause: unknown): Promise<never> {
  const state = await Promise.race([daemon.exited, setTimeout(EXIT_MS, "still running")]);
  throw new Error(`${String(cause)}\ndaemon: ${String(state)}\n${daemon.stderr}`, { cause });
}

describe("hostile requests", () => {
  it(
    "are all answered by the contract, and leave the daemon as it was",
    { timeout: 120_000 + REQUESTS * MS_PER_REQUEST },
    async () => {
      const statuses = new Map<string, number>();
      const before = await openSockets(daemon.pid);
      const waiting = seeds();
      const attacker = async (): Promise<void> => {
        for (const seed of waiting) await attack(seed, statuses);
      };
      await Promise.all(Array.from({ length: CONNECTIONS }, attacker)).catch(blame);
      const peak = await peakBytes(daemon.pid);
      process.stdout.write(`${REQUESTS} attacks, at most ${Math.round(peak / 1024 / 1024)} MiB: ${report(statuses)}\n`);
      expect(peak).toBeLessThan(MAX_BYTES);
      await expect.poll(() => openSockets(daemon.pid), { timeout: 30_000 }).toBeLessThanOrEqual(before);
      const ready = (await (await fetch(`${url}/v1/ready`)).json()) as object;
      expect(ready).toMatchObject({ ready: true, projection_status: "current" });
      expect(daemon.stderr).toBe("");
      if (REQUESTS < 10_000) return;
      for (const status of [200, 202, 400, 403, 404, 405, 413, 417, 421, 431])
        expect(report(statuses)).toContain(` ${status} `);
    },
  );
});

function report(statuses: ReadonlyMap<string, number>): string {
  return [...statuses]
    .sort()
    .map(([name, count]) => `${name} x ${count} `)
    .join(", ");
}
