import { mkdtempSync, readFileSync, rmSync, writeFileSync, mkdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { transformSync } from "esbuild";
import { Contract } from "../../generator/document/contract.js";
import { ValidatorPlan } from "../../generator/emit/validators.js";
import { readApi } from "../../generator/model/read-api.js";
import { chooseNames } from "../../generator/naming.js";
import type { Direction } from "../../generator/model/direction.js";
import type { Issue } from "../../templates/runtime/issue.js";
import type { Check, Issues } from "../../templates/runtime/issues.js";

const RUNTIME = fileURLToPath(new URL("../../templates/runtime/", import.meta.url));
const FILES = ["issues", "values", "formats"] as const;

/** An emitted check together with the collector that belongs to it. */
export interface LoadedCheck {
  /** True when the value is valid; throws when collecting faults, or the quiet check, gives another answer. */
  passes(value: unknown): boolean;
  faults(value: unknown): readonly Issue[];
}

/** What was emitted for a contract, as text and as functions. */
export interface LoadedChecks {
  readonly javascript: string;
  readonly declarations: string;
  /** By name of the component and direction: `Pet`, `request Pet`. */
  readonly checks: ReadonlyMap<string, LoadedCheck>;
}

let folder: string | undefined;
let count = 0;

/** A folder with the compiled runtime in it, removed when the process ends. */
function workFolder(): string {
  if (folder !== undefined) return folder;
  const made = mkdtempSync(join(tmpdir(), "specwright-checks-"));
  mkdirSync(join(made, "runtime"));
  writeFileSync(join(made, "package.json"), `{ "type": "module" }`);
  for (const file of FILES) {
    const { code } = transformSync(readFileSync(`${RUNTIME}${file}.ts`, "utf8"), { loader: "ts", target: "node20" });
    writeFileSync(join(made, "runtime", `${file}.js`), code);
  }
  process.on("exit", () => rmSync(made, { recursive: true, force: true }));
  folder = made;
  return made;
}

export interface EmitOptions {
  readonly version?: string;
  readonly directions?: readonly Direction[];
  readonly isQuiet?: boolean;
  /** Other files that the schemas refer to, by name. */
  readonly files?: Readonly<Record<string, unknown>>;
}

/** Emits the checks of component schemas; throws `ContractError`. */
export function emitChecks(
  schemas: Readonly<Record<string, unknown>>,
  options: EmitOptions = {},
): {
  javascript: string;
  declarations: string;
  names: Map<string, string | undefined>;
} {
  const { version = "3.1.0", directions = ["reply"], isQuiet = false, files = {} } = options;
  const contract = {
    openapi: version,
    info: { title: "test", version: "1" },
    paths: {},
    components: { schemas },
  };
  const documents = new Map(Object.entries({ ...files, "contract.json": contract }));
  const read = (file: string): string => {
    if (documents.has(file)) return JSON.stringify(documents.get(file));
    throw new Error(`no ${file}`);
  };
  const api = readApi(Contract.load("contract.json", read));
  const emission = { api, names: chooseNames(api, "test"), source: "contract.json", runtime: "./runtime/" };
  const telling = ValidatorPlan.create(emission);
  const plan = isQuiet ? telling.quiet() : telling;
  const names = new Map<string, string | undefined>();
  for (const direction of directions) {
    for (const { name, node } of api.componentSchemas) {
      const schema = api.schemas.get(node);
      if (schema === undefined) throw new Error(`no schema at ${node}`);
      const reference = { cursor: schema.cursor, ref: node };
      names.set(direction === "reply" ? name : `${direction} ${name}`, plan.checkFor(reference, { direction, name }));
    }
  }
  return { ...plan.emit(), names };
}

/** Emits the checks of component schemas and imports them from a file, as a program would. */
export async function loadChecks(
  schemas: Readonly<Record<string, unknown>>,
  options: EmitOptions = {},
): Promise<LoadedChecks> {
  const { javascript, declarations, names } = emitChecks(schemas, options);
  const quiet = emitChecks(schemas, { ...options, isQuiet: true });
  return { javascript, declarations, checks: await importChecks(javascript, names, quiet.javascript) };
}

/** The functions that a text exports. */
async function importText(javascript: string): Promise<Readonly<Record<string, Check>>> {
  const file = join(workFolder(), `validators-${count}.js`);
  count += 1;
  writeFileSync(file, javascript);
  // What a generated module exports is known to the test alone.
  return (await import(/* @vite-ignore */ pathToFileURL(file).href)) as Record<string, Check>;
}

/** The functions of an emitted text, by the keys of `names`; `quiet`: the text of the same checks without messages. */
export async function importChecks(
  javascript: string,
  names: ReadonlyMap<string, string | undefined>,
  quiet?: string,
): Promise<Map<string, LoadedCheck>> {
  const module = await importText(javascript);
  const quietModule = quiet === undefined ? module : await importText(quiet);
  const runtime = (await import(
    /* @vite-ignore */ pathToFileURL(join(workFolder(), "runtime/issues.js")).href
  )) as RuntimeModule;
  const checks = new Map<string, LoadedCheck>();
  for (const [key, name] of names) {
    const check = name === undefined ? () => true : module[name];
    const judge = name === undefined ? () => true : quietModule[name];
    if (check === undefined || judge === undefined) throw new Error(`${name} is not exported`);
    checks.set(key, loaded({ name, check, judge }, runtime.Issues));
  }
  return checks;
}

interface RuntimeModule {
  readonly Issues: new () => Issues;
}

interface Imported {
  readonly name: string | undefined;
  readonly check: Check;
  readonly judge: Check;
}

function loaded({ name, check, judge }: Imported, Collector: new () => Issues): LoadedCheck {
  const collect = (value: unknown): Issues => {
    const issues = new Collector();
    const answer = check(value, issues);
    if (answer !== (issues.count === 0)) throw new Error(`${name} answers ${answer} with ${issues.count} faults`);
    return issues;
  };
  return {
    passes: (value) => {
      const answer = check(value);
      const { list } = collect(value);
      if (answer !== (list.length === 0))
        throw new Error(`${name} answers ${answer}, and collects ${JSON.stringify(list)}`);
      if (judge(value) !== answer) throw new Error(`${name} answers ${answer}, and not so where it is quiet`);
      return answer;
    },
    faults: (value) => collect(value).list,
  };
}
