import { closeSync, fdatasyncSync, openSync, writeSync } from "node:fs";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { applyLoad } from "../http/load.js";
import { markdownTable, median, verdict } from "../http/report.js";
import { SCENARIOS } from "../http/scenarios.js";
import { ServerProcess } from "../http/server-process.js";
import { rotated } from "../rotated.js";
import { WARM_UP_SECONDS, type Bench } from "./bench.js";
import { SPECWRIGHT } from "./candidates.js";
import { ledgerOf } from "./ledgers.js";
import { SUBMIT } from "./requests.js";

const RECORD_BYTES = 300;
/** Jobs and events each. */
const SIZES = [
  { jobs: 25, eventsPerJob: 4 },
  { jobs: 25_000, eventsPerJob: 4 },
  { jobs: 250_000, eventsPerJob: 4 },
] as const;

/** Median latency of one submission at a time, beside its floor: one append and sync, and one request of node:http. */
export async function latency(bench: Bench): Promise<void> {
  const folders = [];
  for (const size of SIZES) {
    folders.push(await ledgerOf(bench.scripts.ledgerWork, bench.folder, { ...size, stays: false }));
  }
  const appends: number[] = [];
  const requests: number[] = [];
  const submissions = SIZES.map((): number[] => []);
  for (let round = 0; round < bench.rounds; round++) {
    appends.push(appendMs(bench));
    requests.push(await requestMs(bench));
    for (const index of rotated([...SIZES.keys()], round)) {
      submissions[index]?.push(await submissionMs(bench, folders[index] ?? ""));
    }
  }
  const floor = median(appends) + median(requests);
  const rows = [
    row("append of 300 bytes + fdatasync", appends),
    row("POST to bare node:http", requests),
    ...SIZES.map(({ jobs, eventsPerJob }, index) =>
      row(`submission, ledger of ${(jobs * eventsPerJob).toLocaleString("en")} events`, submissions[index] ?? []),
    ),
  ];
  bench.print(`\n${markdownTable(["one at a time", "median µs", "least to most"], rows)}`);
  const [few = NaN, , many = NaN] = submissions.map(median);
  const times = few / floor;
  bench.print(
    `- a submission takes ${times.toFixed(2)} times append + request ${verdict(times <= 1.5, "at most 1.5")}`,
  );
  bench.print(`- with 1,000,000 events ${(many / few).toFixed(2)} times what it takes with 100 (aim: flat)`);
}

function row(name: string, valuesMs: readonly number[]): string[] {
  const micros = (ms: number): string => (ms * 1000).toFixed(0);
  return [name, micros(median(valuesMs)), `${micros(Math.min(...valuesMs))} to ${micros(Math.max(...valuesMs))}`];
}

function appendMs({ folder, seconds }: Bench): number {
  mkdirSync(folder, { recursive: true });
  const file = openSync(join(folder, "append.bin"), "a");
  const record = Buffer.alloc(RECORD_BYTES, "x");
  const taken: number[] = [];
  const endMs = performance.now() + seconds * 1000;
  for (let startMs = performance.now(); startMs < endMs; startMs = performance.now()) {
    writeSync(file, record);
    fdatasyncSync(file);
    taken.push(performance.now() - startMs);
  }
  closeSync(file);
  return median(taken);
}

function requestMs(bench: Bench): Promise<number> {
  const [submit] = SCENARIOS;
  return medianOf(bench, [bench.scripts.http, "node:http"], submit?.request ?? "");
}

function submissionMs(bench: Bench, folder: string): Promise<number> {
  const place = JSON.stringify({ folder, ...bench.databases });
  return medianOf(bench, [bench.scripts.serve, SPECWRIGHT, place], SUBMIT);
}

const LOOK_EVERY_MS = 250;
const IDLE_SHARE = 0.05;

/** A start from a checkpoint verifies what it passed over, in the background: that is over before anything is timed. */
async function untilIdle(server: ServerProcess): Promise<void> {
  for (let before = await server.cpuMicroseconds(); ;) {
    await sleep(LOOK_EVERY_MS);
    const now = await server.cpuMicroseconds();
    if (now - before < LOOK_EVERY_MS * 1000 * IDLE_SHARE) return;
    before = now;
  }
}

async function medianOf(bench: Bench, [script = "", ...args]: readonly string[], request: string): Promise<number> {
  const server = await ServerProcess.start(script, args, bench.processor);
  try {
    const load = { port: server.port, request, status: 202, connections: 1 };
    await untilIdle(server);
    await applyLoad(load, WARM_UP_SECONDS);
    return median((await applyLoad(load, bench.seconds)).latenciesMs);
  } finally {
    await server.stop();
  }
}
