import { rmSync } from "node:fs";
import { join } from "node:path";
import { DAEMON_DIRECTORY } from "../../../server/jobspec/ledger-place.js";
import { markdownTable, median, verdict } from "../http/report.js";
import type { Bench } from "./bench.js";
import type { WorkReport } from "./ledger-work.js";
import { ledgerOf, work } from "./ledgers.js";

const MANY_JOBS = { jobs: 250_000, eventsPerJob: 4, stays: false };
const FEW_JOBS = { jobs: 10_000, eventsPerJob: 100, stays: false };
const LIVE_JOBS = { jobs: 100_000, eventsPerJob: 1, stays: true };

/** What it takes to start on 1,000,000 events, and what a live job takes of memory. */
export async function start(bench: Bench): Promise<void> {
  const script = bench.scripts.ledgerWork;
  const many = await ledgerOf(script, bench.folder, MANY_JOBS);
  const few = await ledgerOf(script, bench.folder, FEW_JOBS);
  const parsed: WorkReport[] = [];
  const replayed: WorkReport[] = [];
  const fromCheckpoint: WorkReport[] = [];
  const fromSmallCheckpoint: WorkReport[] = [];
  for (let round = 0; round < bench.rounds; round++) {
    parsed.push(await work(script, "parse", many));
    fromCheckpoint.push(await work(script, "open", many));
    fromSmallCheckpoint.push(await work(script, "open", few));
  }
  rmSync(join(many, DAEMON_DIRECTORY, "ledger.checkpoint"));
  for (let round = 0; round < bench.rounds; round++) replayed.push(await work(script, "open", many));
  const rows = [
    row("split + JSON.parse", parsed, parsed),
    row("start without a checkpoint, 250,000 jobs", replayed, parsed),
    row("start from a checkpoint, 250,000 jobs", fromCheckpoint, parsed),
    row("start from a checkpoint, 10,000 jobs", fromSmallCheckpoint, parsed),
  ];
  bench.print(
    `\n${markdownTable(["1,000,000 events", "CPU s", "least to most", "of parsing", "wall s", "peak MB"], rows)}`,
  );
  const times = cpu(replayed) / cpu(parsed);
  bench.print(`- a start without a checkpoint takes ${times.toFixed(2)} times ${verdict(times <= 3, "at most 3")}`);
  await memory(bench);
}

async function memory(bench: Bench): Promise<void> {
  const folder = await ledgerOf(bench.scripts.ledgerWork, bench.folder, LIVE_JOBS);
  const { aliveBytes } = await work(bench.scripts.ledgerWork, "open", folder);
  bench.print(`- a live job of 100,000 takes ${(aliveBytes / LIVE_JOBS.jobs).toFixed(0)} bytes of memory`);
}

function cpu(reports: readonly WorkReport[]): number {
  return median(reports.map(({ cpuMs }) => cpuMs));
}

function row(name: string, reports: readonly WorkReport[], base: readonly WorkReport[]): string[] {
  const seconds = reports.map(({ cpuMs }) => cpuMs / 1000);
  return [
    name,
    median(seconds).toFixed(2),
    `${Math.min(...seconds).toFixed(2)} to ${Math.max(...seconds).toFixed(2)}`,
    (cpu(reports) / cpu(base)).toFixed(2),
    (median(reports.map(({ wallMs }) => wallMs)) / 1000).toFixed(2),
    median(reports.map(({ peakMegabytes }) => peakMegabytes)).toFixed(0),
  ];
}
