import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { LoadError, type BareConnection } from "../http/bare-connection.js";
import { applyLoad, withConnections, type Answered } from "../http/load.js";
import { ratio, table, type Sample, type Series } from "../http/report.js";
import { message } from "../http/scenarios.js";
import { ServerProcess } from "../http/server-process.js";
import { TOKEN, TOKEN_HEADER } from "../http/work.js";
import { rotated } from "../rotated.js";
import { WARM_UP_SECONDS, type Bench } from "./bench.js";
import { BULLMQ, PG_BOSS, SPECWRIGHT } from "./candidates.js";
import { SUBMIT } from "./requests.js";

const WORKERS = 32;
const SUBMITTERS = 64;

/** Cycles of claim, heartbeat and completion per second, over HTTP, of every queue that hands out claims. */
export async function cycles(bench: Bench): Promise<void> {
  const { redis, postgres } = bench.databases;
  const names = [SPECWRIGHT, ...(redis === undefined ? [] : [BULLMQ]), ...(postgres === undefined ? [] : [PG_BOSS])];
  const samples = new Map<string, Sample[]>(names.map((name) => [name, []]));
  for (let round = 0; round < bench.rounds; round++) {
    for (const name of rotated(names, round)) {
      const folder = join(bench.folder, `cycles-${round}-${names.indexOf(name)}`);
      mkdirSync(folder);
      samples.get(name)?.push(await measure(bench, name, folder));
    }
  }
  const series: Series[] = names.map((name) => ({ name, samples: samples.get(name) ?? [] }));
  bench.print(`\n${table(`claim, heartbeat, complete: ${WORKERS} workers`, series, "cycle")}`);
  for (const of of names.slice(1)) {
    const times = ratio(series, { name: SPECWRIGHT, of }, (sample) => sample.requestsPerSecond);
    bench.print(`- ${times.toFixed(2)} times ${of}`);
  }
}

async function measure(bench: Bench, name: string, folder: string): Promise<Sample> {
  const place = JSON.stringify({ folder, ...bench.databases });
  const server = await ServerProcess.start(bench.scripts.serve, [name, place], bench.processor);
  try {
    const { port } = server;
    const jobs = { port, request: SUBMIT, status: 202, connections: SUBMITTERS };
    await applyLoad(jobs, WARM_UP_SECONDS);
    await workAll(port, "warm", WARM_UP_SECONDS);
    await applyLoad(jobs, bench.seconds);
    const before = await server.cpuMicroseconds();
    const { replies: count, seconds } = await workAll(port, "timed", bench.seconds);
    return {
      requestsPerSecond: count / seconds,
      cpuMicroseconds: ((await server.cpuMicroseconds()) - before) / count,
    };
  } finally {
    await server.stop();
  }
}

/** All workers for some seconds; `replies` counts the jobs that they have completed. */
async function workAll(port: number, name: string, seconds: number): Promise<Omit<Answered, "latenciesMs">> {
  const startMs = performance.now();
  const endMs = startMs + seconds * 1000;
  const done = await withConnections({ port, connections: WORKERS }, (connections) =>
    Promise.all(connections.map((connection, index) => work(connection, `${name}-${index}`, endMs))),
  );
  return { replies: done.reduce((sum, each) => sum + each, 0), seconds: (performance.now() - startMs) / 1000 };
}

/** One worker; resolves with how many jobs it has completed. */
async function work(connection: BareConnection, worker: string, endMs: number): Promise<number> {
  for (let cycle = 0; ; cycle++) {
    if (performance.now() >= endMs) return cycle;
    const claimed = await send(connection, "claim", { worker, request_id: `${worker}-${cycle}`, lease_ms: 60_000 });
    if (claimed === undefined) throw new LoadError("the queue has run dry: give it more --seconds");
    const { claim } = JSON.parse(claimed) as { claim: unknown }; // by the contract
    await send(connection, "heartbeat", { worker, claim });
    await send(connection, "complete", { worker, claim });
  }
}

/** The body of a reply; undefined when there is none. */
async function send(connection: BareConnection, operation: string, value: object): Promise<string | undefined> {
  const body = JSON.stringify(value);
  const headers = { "content-type": "application/json", "content-length": String(body.length), [TOKEN_HEADER]: TOKEN };
  const reply = await connection.exchange(message(`POST /v1/worker/${operation}`, headers, body));
  if (reply.status === 204) return undefined;
  if (reply.status !== 200) throw new LoadError(`expected status 200, got: ${reply.text.slice(0, 500)}`);
  return reply.body;
}
