import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { applyLoad } from "../http/load.js";
import { ratio, table, verdict, type Sample, type Series } from "../http/report.js";
import { ServerProcess } from "../http/server-process.js";
import { rotated } from "../rotated.js";
import { WARM_UP_SECONDS, type Bench } from "./bench.js";
import { BULLMQ, CANDIDATES, NO_DISK, NO_QUEUE, PG_BOSS, SPECWRIGHT } from "./candidates.js";
import { SUBMIT } from "./requests.js";

const CONNECTIONS = [1, 64, 512];
/** At so many connections the aims count. */
const AIMED_AT = 64;

/** Durable submissions per second, of every queue that is installed here, behind the same HTTP server. */
export async function submits(bench: Bench): Promise<void> {
  for (const connections of CONNECTIONS) {
    const series = await compete(bench, connections);
    bench.print(`\n${table(`submit, ${connections} connections`, series)}`);
    if (connections === AIMED_AT) for (const line of aims(series)) bench.print(line);
  }
}

async function compete(bench: Bench, connections: number): Promise<Series[]> {
  const installed = CANDIDATES.map(({ name }) => name).filter((name) => isInstalled(name, bench));
  const samples = new Map<string, Sample[]>(installed.map((name) => [name, []]));
  for (let round = 0; round < bench.rounds; round++) {
    for (const name of rotated(installed, round)) {
      const folder = join(bench.folder, `submits-${connections}-${round}-${installed.indexOf(name)}`);
      mkdirSync(folder);
      samples.get(name)?.push(await measure(bench, { name, folder, connections }));
    }
  }
  return installed.map((name) => ({ name, samples: samples.get(name) ?? [] }));
}

function isInstalled(name: string, { databases }: Bench): boolean {
  if ([SPECWRIGHT, NO_DISK, NO_QUEUE].includes(name)) return true;
  return (name === BULLMQ ? databases.redis : databases.postgres) !== undefined;
}

interface Run {
  readonly name: string;
  readonly folder: string;
  readonly connections: number;
}

/** A server of its own for each measurement: none inherits what another has filled. */
async function measure(bench: Bench, { name, folder, connections }: Run): Promise<Sample> {
  const place = JSON.stringify({ folder, ...bench.databases });
  const server = await ServerProcess.start(bench.scripts.serve, [name, place], bench.processor);
  try {
    const load = { port: server.port, request: SUBMIT, status: 202, connections };
    await applyLoad({ ...load, connections: AIMED_AT }, WARM_UP_SECONDS);
    const before = await server.cpuMicroseconds();
    const answered = await applyLoad(load, bench.seconds);
    const used = (await server.cpuMicroseconds()) - before;
    return { requestsPerSecond: answered.replies / answered.seconds, cpuMicroseconds: used / answered.replies };
  } finally {
    await server.stop();
  }
}

function aims(series: readonly Series[]): string[] {
  const times = (name: string, of: string): number => ratio(series, { name, of }, (sample) => sample.requestsPerSecond);
  const found = (name: string): boolean => series.some((candidate) => candidate.name === name);
  const aim = (of: string, least: number): string[] => {
    if (!found(of)) return [`- ${of}: its server is not installed here`];
    const reached = times(SPECWRIGHT, of);
    const most = `${NO_QUEUE}: ${times(NO_QUEUE, of).toFixed(2)}`;
    return [`- ${reached.toFixed(2)} times ${of} ${verdict(reached >= least, `at least ${least}`)}; ${most}`];
  };
  return [...aim(NO_DISK, 0.8), ...aim(BULLMQ, 5), ...aim(PG_BOSS, 10)];
}
