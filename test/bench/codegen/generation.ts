import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { markdownTable, median, verdict } from "../http/report.js";
import { OPENAPI_TYPESCRIPT, SPECWRIGHT, type Bench } from "./bench.js";
import { DOCUMENTS, type MeasuredDocument } from "./documents.js";
import { measure, type Usage } from "./measured-process.js";

interface Pair {
  readonly document: MeasuredDocument;
  readonly ours: Usage[];
  readonly types: Usage[];
}

/** Everything that specwright generates of a contract, beside openapi-typescript's types alone; and `check`. */
export async function generation(bench: Bench): Promise<void> {
  const pairs = DOCUMENTS.map((document): Pair => ({ document, ours: [], types: [] }));
  const checks: Usage[] = [];
  for (let round = 0; round < bench.rounds; round++) {
    for (const pair of pairs) await compete(bench, pair, round);
    checks.push(await measure(SPECWRIGHT, ["check"]));
  }
  const head = ["CPU s, MB", "specwright, everything", "least to most", "openapi-typescript, types", "least to most"];
  bench.print(`\n${markdownTable([...head, "CPU of it", "MB", "MB of it"], pairs.map(row))}`);
  for (const line of linearity(pairs)) bench.print(line);
  const seconds = cpu(checks);
  bench.print(`- \`specwright check\` takes ${seconds.toFixed(2)} CPU s ${verdict(seconds < 0.3, "under 0.3")}`);
}

async function compete({ folder }: Bench, { document, ours, types }: Pair, round: number): Promise<void> {
  const runs = [
    async () => ours.push(await measure(SPECWRIGHT, ["generate", document.path, "--out", join(folder, document.name)])),
    async () =>
      types.push(await measure(OPENAPI_TYPESCRIPT, [document.path, "-o", join(folder, `${document.name}.ts`)])),
  ];
  for (const run of round % 2 === 0 ? runs : runs.reverse()) await run();
}

function row({ document, ours, types }: Pair): string[] {
  return [
    document.name,
    ...spread(ours),
    ...spread(types),
    (cpu(ours) / cpu(types)).toFixed(2),
    `${megabytes(ours).toFixed(0)} / ${megabytes(types).toFixed(0)}`,
    (megabytes(ours) / megabytes(types)).toFixed(2),
  ];
}

function spread(usages: readonly Usage[]): string[] {
  const values = usages.map(({ cpuSeconds }) => cpuSeconds);
  return [cpu(usages).toFixed(2), `${Math.min(...values).toFixed(2)} to ${Math.max(...values).toFixed(2)}`];
}

function cpu(usages: readonly Usage[]): number {
  return median(usages.map(({ cpuSeconds }) => cpuSeconds));
}

function megabytes(usages: readonly Usage[]): number {
  return median(usages.map(({ peakMegabytes = NaN }) => peakMegabytes));
}

/** Time grows with the contract, not faster: per operation github may take 1.5 times as long as stripe. */
function linearity(pairs: readonly Pair[]): string[] {
  const perOperation = (name: string): number => {
    const pair = pairs.find(({ document }) => document.name === name);
    return pair === undefined ? NaN : (cpu(pair.ours) * 1000) / operationsOf(pair.document);
  };
  const [stripe, github] = [perOperation("stripe"), perOperation("github")];
  if (!Number.isFinite(github / stripe)) return ["- linearity: the corpus is not there"];
  const times = github / stripe;
  const figures = `${stripe.toFixed(2)} CPU ms in stripe, ${github.toFixed(2)} in github: ${times.toFixed(2)} times`;
  return [`- an operation takes ${figures} ${verdict(times <= 1.5, "at most 1.5")}`];
}

const METHODS = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];

function operationsOf({ path }: MeasuredDocument): number {
  const { paths } = parse(readFileSync(path, "utf8")) as { paths: Record<string, Record<string, unknown>> }; // OpenAPI
  return Object.values(paths).flatMap((item) => Object.keys(item).filter((key) => METHODS.includes(key))).length;
}
