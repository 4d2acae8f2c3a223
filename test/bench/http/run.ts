import { Command } from "commander";
import { compile } from "../compile.js";
import { machine, pinToFirstProcessor } from "../machine.js";
import { pinOption, roundsOption, secondsOption } from "../options.js";
import { rotated } from "../rotated.js";
import { CANDIDATES } from "./candidates/index.js";
import { applyLoad } from "./load.js";
import { ratio, table, verdict, type Sample, type Series } from "./report.js";
import { SCENARIOS, type Scenario } from "./scenarios.js";
import { ServerProcess } from "./server-process.js";

const CONNECTIONS = 32;
const WARM_UP_SECONDS = 1;

const { seconds, rounds, pin } = new Command("npm run bench --")
  .description("Compares the generated server with its peers over HTTP (docs/benchmarks.md).")
  .addOption(secondsOption())
  .addOption(roundsOption())
  .addOption(pinOption())
  .parse()
  .opts<{ readonly seconds: number; readonly rounds: number; readonly pin: boolean }>();

interface Competitor {
  readonly name: string;
  readonly server: ServerProcess;
  readonly samples: Map<Scenario, Sample[]>;
}

const isPinned = pin && pinToFirstProcessor();
print(machine(isPinned));
print(`${CONNECTIONS} connections, ${rounds} rounds of ${seconds} s, candidates alternating`);
print(`npm run bench -- --seconds ${seconds} --rounds ${rounds}`);
const script = await compile("test/bench/http/serve.ts");
const competitors: Competitor[] = [];
try {
  for (const { name } of CANDIDATES) {
    const server = await ServerProcess.start(script, [name], isPinned ? 1 : undefined);
    competitors.push({ name, server, samples: new Map(SCENARIOS.map((scenario) => [scenario, []])) });
  }
  await compete();
} finally {
  for (const { server } of competitors) await server.stop();
}
report();

/** Each candidate in each round, every round beginning with another one. */
async function compete(): Promise<void> {
  for (const competitor of competitors)
    for (const scenario of SCENARIOS) await measure(competitor, scenario, WARM_UP_SECONDS);
  for (let round = 0; round < rounds; round += 1) {
    for (const competitor of rotated(competitors, round)) {
      for (const scenario of SCENARIOS)
        competitor.samples.get(scenario)?.push(await measure(competitor, scenario, seconds));
    }
  }
}

async function measure({ server }: Competitor, { request, status }: Scenario, forSeconds: number): Promise<Sample> {
  const before = await server.cpuMicroseconds();
  const answered = await applyLoad({ port: server.port, request, status, connections: CONNECTIONS }, forSeconds);
  const used = (await server.cpuMicroseconds()) - before;
  return { requestsPerSecond: answered.replies / answered.seconds, cpuMicroseconds: used / answered.replies };
}

function report(): void {
  for (const scenario of SCENARIOS) {
    const series = seriesOf(scenario);
    print(`\n${table(scenario.name, series)}`);
    for (const line of aims(series)) print(line);
  }
}

function seriesOf(scenario: Scenario): Series[] {
  return competitors.map(({ name, samples }) => ({ name, samples: samples.get(scenario) ?? [] }));
}

/** What is aimed at, and what this run says to it. */
function aims(series: readonly Series[]): string[] {
  const measure = (of: string, value: (sample: Sample) => number): number =>
    ratio(series, { name: "specwright", of }, value);
  const cpu = measure("node:http", (sample) => sample.cpuMicroseconds);
  const express = measure("Express 5", (sample) => sample.requestsPerSecond);
  const validator = measure("Express 5 + express-openapi-validator", (sample) => sample.requestsPerSecond);
  return [
    `- specwright takes ${cpu.toFixed(2)} times the CPU of bare node:http ${verdict(cpu <= 1.6, "at most 1.6")}`,
    `- it answers ${express.toFixed(2)} times what plain Express 5 does ${verdict(express >= 2.5, "at least 2.5")}`,
    `- and ${validator.toFixed(2)} times what express-openapi-validator does ${verdict(validator >= 5, "at least 5")}`,
  ];
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
