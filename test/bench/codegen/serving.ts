import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { compile } from "../compile.js";
import { applyLoad } from "../http/load.js";
import { markdownTable, median, ratio, table, verdict, type Sample } from "../http/report.js";
import { message } from "../http/scenarios.js";
import { ServerProcess } from "../http/server-process.js";
import { SPECWRIGHT, type Bench } from "./bench.js";
import { DOCUMENTS } from "./documents.js";
import { measure } from "./measured-process.js";

const MEASURED_PATH = "/repos/{owner}/{repo}/topics";
const REQUEST = message("GET /repos/octo/ledger/topics", {}, "");
const FEW_PATHS = 12;
const SECONDS = 2;
const CONNECTIONS = 16;

interface Candidate {
  readonly name: string;
  readonly args: readonly string[];
  readonly samples: Sample[];
  /** CPU of a process until its first request is answered. */
  readonly bootMs: number[];
}

/** What the size of a contract costs its server: a request's CPU, and the CPU until the first one is answered. */
export async function serving(bench: Bench): Promise<void> {
  const github = DOCUMENTS.find(({ name }) => name === "github");
  if (github === undefined) return bench.print("- serving: the corpus is not there");
  const script = await compile("test/bench/codegen/serve-contract.ts");
  const few = join(bench.folder, "few-paths.json");
  writeFileSync(few, JSON.stringify(withFewPaths(JSON.parse(readFileSync(github.path, "utf8")))));
  const many = candidate("specwright, github", ["specwright", await compiledServer(bench, github.path, "github")]);
  const small = candidate(`specwright, ${FEW_PATHS} paths of it`, [
    "specwright",
    await compiledServer(bench, few, "few-paths"),
  ]);
  const peer = candidate("express-openapi-validator, github", ["express-openapi-validator", github.path]);
  for (let round = 0; round < bench.rounds; round++) {
    for (const one of round % 2 === 0 ? [small, many, peer] : [peer, many, small]) await run(script, one);
  }
  bench.print(`\n${table("GET a list of topics", [small, many, peer])}`);
  const cost = ratio([small, many], { name: many.name, of: small.name }, (sample) => sample.cpuMicroseconds);
  bench.print(
    `- a request costs ${cost.toFixed(2)} times as much with all paths ${verdict(cost <= 1.2, "at most 1.2")}`,
  );
  const boots = [small, many, peer].map(({ name, bootMs }) => [name, median(bootMs).toFixed(0)]);
  bench.print(`\n${markdownTable(["until the first reply", "CPU ms"], boots)}`);
  const boot = median(many.bootMs) / median(peer.bootMs);
  bench.print(
    `- specwright boots in ${boot.toFixed(2)} of express-openapi-validator's CPU ${verdict(boot <= 0.1, "0.1")}`,
  );
}

function candidate(name: string, args: readonly string[]): Candidate {
  return { name, args, samples: [], bootMs: [] };
}

async function run(script: string, { args, samples, bootMs }: Candidate): Promise<void> {
  const server = await ServerProcess.start(script, args, undefined);
  try {
    const load = { port: server.port, request: REQUEST, status: 200, connections: CONNECTIONS };
    await applyLoad({ ...load, connections: 1 }, 0);
    bootMs.push((await server.cpuMicroseconds()) / 1000);
    await applyLoad(load, SECONDS / 2);
    const before = await server.cpuMicroseconds();
    const { replies, seconds } = await applyLoad(load, SECONDS);
    const used = (await server.cpuMicroseconds()) - before;
    samples.push({ requestsPerSecond: replies / seconds, cpuMicroseconds: used / replies });
  } finally {
    await server.stop();
  }
}

async function compiledServer({ folder }: Bench, document: string, name: string): Promise<string> {
  const out = join(folder, `serving-${name}`);
  await measure(SPECWRIGHT, ["generate", document, "--out", out]);
  return compile(join(out, "server.js"));
}

interface Paths {
  readonly paths: Readonly<Record<string, unknown>>;
}

/** The measured path and some others; what they refer to stays. */
function withFewPaths(document: unknown): Paths {
  const whole = document as Paths; // OpenAPI, by its producer
  const others = Object.keys(whole.paths).filter((path) => path !== MEASURED_PATH);
  const kept = [MEASURED_PATH, ...others.slice(0, FEW_PATHS - 1)];
  return { ...whole, paths: Object.fromEntries(kept.map((path) => [path, whole.paths[path]])) };
}
