/**
 * Our emitted checks against precompiled ajv: run with `npx tsx test/bench/validators.bench.ts [runs]`.
 *
 * Every figure comes from fresh processes, the candidates alternating; the median is printed with the smallest and
 * the largest. Without `../shared/specs` beside the repository only jobspec is measured.
 */
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { gzipSync } from "node:zlib";
import { transformSync } from "esbuild";
import { median } from "./http/report.js";
import { emitAjv, emitOwn, readContract } from "./validator-candidates.js";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const SELF = fileURLToPath(import.meta.url);
const CANDIDATES = ["ours", "ajv"] as const;
type Candidate = (typeof CANDIDATES)[number];
const DOCUMENTS = { jobspec: join(ROOT, "openapi/jobspec.yaml"), github: join(ROOT, "../shared/specs/github.json") };
type DocumentName = keyof typeof DOCUMENTS;

const [mode = "5", ...rest] = process.argv.slice(2);
if (mode === "generate") generate(rest);
else await main(Number(mode));

/** In a process of its own: emits one candidate's module for one document and prints what that cost. */
function generate([candidate = "", document = "", folder = ""]: readonly string[]): void {
  const api = readContract(document);
  const start = process.cpuUsage();
  const own = emitOwn(api);
  let code = own.javascript;
  let used = process.cpuUsage(start);
  if (candidate === "ajv") {
    // Which schemas are distinct is told to ajv for nothing.
    const second = process.cpuUsage();
    code = emitAjv(api, own.distinct);
    used = process.cpuUsage(second);
  }
  writeFileSync(join(folder, `${candidate}.mjs`), code);
  writeFileSync(join(folder, "declarations.d.ts"), own.declarations);
  const megabytes = process.resourceUsage().maxRSS / 1024;
  print(
    JSON.stringify({
      cpuMs: (used.user + used.system) / 1000,
      megabytes,
      bytes: code.length,
      gzip: gzipSync(code).length,
    }),
  );
}

async function main(runs: number): Promise<void> {
  print(`npx tsx test/bench/validators.bench.ts ${runs}`);
  print(
    `${cpus()[0]?.model}, ${cpus().length} cores, Node ${process.version}, median of ${runs} (smallest to largest)`,
  );
  const work = mkdtempSync(join(ROOT, "node_modules/.validators-bench-"));
  try {
    for (const [name, file] of Object.entries(DOCUMENTS) as [DocumentName, string][]) {
      // keys of a literal
      if (existsSync(file)) await measure({ name, file, folder: prepare(work, name) }, runs);
      else print(`\n${name}: ${file} is not there, skipped`);
    }
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

interface Subject {
  readonly name: DocumentName;
  readonly file: string;
  readonly folder: string;
}

/** A folder with the compiled runtime; inside node_modules, so that ajv's code finds ajv. */
function prepare(work: string, name: string): string {
  const folder = join(work, name);
  mkdirSync(join(folder, "runtime"), { recursive: true });
  writeFileSync(join(folder, "package.json"), `{ "type": "module" }`);
  for (const file of ["issues", "values", "formats"]) {
    const { code } = transformSync(readFileSync(join(ROOT, `templates/runtime/${file}.ts`), "utf8"), {
      loader: "ts",
      target: "node20",
    });
    writeFileSync(join(folder, `runtime/${file}.js`), code);
  }
  return folder;
}

async function measure(subject: Subject, runs: number): Promise<void> {
  print(`\n${subject.name}`);
  report(
    "generate",
    alternate(runs, (candidate) =>
      node(["--import", "tsx", SELF, "generate", candidate, subject.file, subject.folder]),
    ),
  );
  report(
    "boot",
    alternate(runs, (candidate) => node(["--input-type=module", "-e", bootScript(subject, candidate)])),
  );
  const values = valuesFor(subject);
  if (values !== undefined) {
    writeFileSync(join(subject.folder, "values.json"), JSON.stringify(values));
    report(
      "check",
      alternate(runs, (candidate) => node(["--input-type=module", "-e", checkScript(subject, candidate)])),
    );
  }
  typeCheck(subject);
}

type Figures = Record<string, number>;

function alternate(runs: number, run: (candidate: Candidate) => Figures): Record<Candidate, Figures[]> {
  const results: Record<Candidate, Figures[]> = { ours: [], ajv: [] };
  for (let count = 0; count < runs; count += 1)
    for (const candidate of CANDIDATES) results[candidate].push(run(candidate));
  return results;
}

function node(args: readonly string[]): Figures {
  const printed = execFileSync(process.execPath, args, { cwd: ROOT, encoding: "utf8" });
  return JSON.parse(printed) as Figures; // by the scripts below
}

function report(what: string, results: Record<Candidate, Figures[]>): void {
  for (const key of Object.keys(results.ours[0] ?? {})) {
    const [ours, ajv] = CANDIDATES.map((candidate) =>
      results[candidate].map((figures) => figures[key] ?? 0).sort((a, b) => a - b),
    );
    if (ours === undefined || ajv === undefined) continue;
    const ratio = (median(ajv) / median(ours)).toFixed(2);
    print(
      `  ${`${what} ${key}`.padEnd(24)} ours ${spread(ours).padEnd(32)} ajv ${spread(ajv).padEnd(32)} ratio ${ratio}`,
    );
  }
}

function spread(sorted: readonly number[]): string {
  const text = (value: number): string => (value >= 1000 ? value.toFixed(0) : value.toPrecision(3));
  return `${text(median(sorted))} (${text(sorted[0] ?? 0)} to ${text(sorted.at(-1) ?? 0)})`;
}

function moduleUrl({ folder }: Subject, candidate: Candidate): string {
  return JSON.stringify(pathToFileURL(join(folder, `${candidate}.mjs`)).href);
}

function bootScript(subject: Subject, candidate: Candidate): string {
  return `
    const start = process.cpuUsage(), before = process.memoryUsage().rss;
    await import(${moduleUrl(subject, candidate)});
    const { user, system } = process.cpuUsage(start);
    const rssMegabytes = (process.memoryUsage().rss - before) / 2 ** 20;
    console.log(JSON.stringify({ cpuMs: (user + system) / 1000, rssMegabytes }));`;
}

interface Values {
  readonly check: string;
  readonly valid: unknown;
  readonly invalid: unknown;
  readonly rounds: number;
}

/** A job to submit; the example of a list of repositories, thirty of them. The invalid one differs in its last part. */
function valuesFor({ name, file, folder }: Subject): Values | undefined {
  if (name === "jobspec") {
    const valid = {
      request_id: "req-1",
      job_id: "job-1",
      job_type: "rpi.run",
      idempotency_key: "key-1",
      payload: { goal: "ship it", depth: 3 },
    };
    return { check: "checkSubmitJobRequest", valid, invalid: { ...valid, job_type: "unknown" }, rounds: 2_000_000 };
  }
  const source = readFileSync(join(folder, "ours.mjs"), "utf8");
  const check = /export function (checkRepositoryArray)\(/.exec(source)?.[1];
  const document = JSON.parse(readFileSync(file, "utf8")) as {
    components: { examples: Record<string, { value: unknown[] }> };
  }; // OpenAPI
  const example = document.components.examples["repository-items-default-response"]?.value[0];
  if (check === undefined || example === undefined) return undefined;
  const valid = Array.from({ length: 30 }, () => example);
  return { check, valid, invalid: [...valid.slice(1), { ...example, default_branch: 1 }], rounds: 10_000 };
}

function checkScript(subject: Subject, candidate: Candidate): string {
  const file = JSON.stringify(join(subject.folder, "values.json"));
  const explain =
    candidate === "ours"
      ? "() => { const issues = new Issues(); run(invalid, issues); return issues.list; }"
      : "() => { run(invalid); return run.errors; }";
  return `
    import { readFileSync } from "node:fs";
    const module = await import(${moduleUrl(subject, candidate)});
    const { Issues } = await import(${JSON.stringify(pathToFileURL(join(subject.folder, "runtime/issues.js")).href)});
    const { check, valid, invalid, rounds } = JSON.parse(readFileSync(${file}, "utf8"));
    const run = module[check];
    if (!run(valid) || run(invalid)) throw new Error("not the values they should be: " + JSON.stringify(run.errors));
    const time = (count, step) => {
      for (let index = 0; index < count / 5; index += 1) step();
      const start = process.cpuUsage();
      for (let index = 0; index < count; index += 1) step();
      const { user, system } = process.cpuUsage(start);
      return (user + system) / count;
    };
    const explain = ${explain};
    console.log(JSON.stringify({
      validMicros: time(rounds, () => run(valid)),
      invalidMicros: time(rounds, () => run(invalid)),
      explainMicros: time(rounds / 10, explain),
    }));`;
}

/** What a type-check pays for the declarations, and what it would pay if the checks were TypeScript. */
function typeCheck({ folder }: Subject): void {
  for (const file of ["issues", "values", "formats"]) {
    writeFileSync(join(folder, `runtime/${file}.ts`), readFileSync(join(ROOT, `templates/runtime/${file}.ts`)));
  }
  const code = readFileSync(join(folder, "ours.mjs"), "utf8").replaceAll(
    /^((?:export )?function \w+)\(value, issues(, depth = 0)?\)/gm,
    "$1(value: any, issues?: any$2): boolean",
  );
  writeFileSync(join(folder, "emitted.ts"), code);
  for (const [what, file] of [
    ["declarations", "declarations.d.ts"],
    ["as TypeScript", "emitted.ts"],
  ] as const) {
    const seconds = [0, 1, 2].map(() => tsc(join(folder, file))).sort((a, b) => a - b);
    print(`  type-check ${what.padEnd(17)} ${spread(seconds)} CPU s, of three`);
  }
}

function tsc(file: string): number {
  const project = `${file}.json`;
  const compilerOptions = {
    noEmit: true,
    strict: true,
    target: "es2023",
    module: "nodenext",
    moduleResolution: "nodenext",
    types: [],
  };
  writeFileSync(project, JSON.stringify({ compilerOptions, files: [file] }));
  const before = childCpu();
  // The text turned into TypeScript has faults where it compares numbers; finding them costs what not finding them
  // does.
  spawnSync(process.execPath, [join(ROOT, "node_modules/typescript/bin/tsc"), "-p", project], {
    cwd: ROOT,
    stdio: "ignore",
  });
  return childCpu() - before;
}

/** CPU seconds of all finished children. */
function childCpu(): number {
  const fields = readFileSync("/proc/self/stat", "utf8").split(") ")[1]?.split(" ") ?? [];
  return (Number(fields[13]) + Number(fields[14])) / 100;
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
