import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import type { Basis, BasisSource, Case, Level, Need, Step } from "./case.js";
import { Entry } from "./entry.js";
import { readStep } from "./read-step.js";
import { Scope } from "./scope.js";

/** Tells which contract declares an operation. */
export type ContractOf = (operationId: string) => "jobspec" | "worker" | undefined;

const SOURCES: readonly BasisSource[] = ["contract", "worker", "page", "recorded"];
const FILE_NAME = /^([1-4])-([a-z]+(?:-[a-z]+)*)\.yaml$/;

/** All cases of a folder, in the order of file names; throws `SuiteError` at the first fault. */
export function readSuite(folder: string, contractOf: ContractOf): readonly Case[] {
  const files = readdirSync(folder).filter((name) => name.endsWith(".yaml"));
  const cases = files.sort().flatMap((name) => readCases(join(folder, name), contractOf));
  return [...cases.filter((one) => !one.needs.has("damage")), ...cases.filter((one) => one.needs.has("damage"))];
}

function readCases(file: string, contractOf: ContractOf): readonly Case[] {
  return parseCases(file, readFileSync(file, "utf8"), contractOf);
}

/** The cases of one file; its name is `<level>-<topic>.yaml`. */
export function parseCases(file: string, text: string, contractOf: ContractOf): readonly Case[] {
  const root = Entry.parse(file, text);
  const name = FILE_NAME.exec(basename(file));
  if (name === null) return root.fail("the name of a case file is <level>-<topic>.yaml");
  const level = Number(name[1]) as Level; // the pattern lets 1 to 4 through
  const fields = root.fields(["cases", "before"], ["cases"]);
  const before = fields.get("before")?.list() ?? [];
  const seen = new Set<string>();
  return (fields.get("cases")?.list() ?? []).map((entry) => {
    const one = readCase(entry, { prefix: `${level}.${name[2]}`, level, before, scope: new Scope(contractOf) });
    if (seen.has(one.id)) entry.fail(`there is a case "${one.id}" already`);
    seen.add(one.id);
    return one;
  });
}

interface Context {
  readonly prefix: string;
  readonly level: Level;
  readonly before: readonly Entry[];
  readonly scope: Scope;
}

function readCase(entry: Entry, { prefix, level, before, scope }: Context): Case {
  const fields = entry.fields(["name", "title", "basis", "steps"], ["name", "title", "basis", "steps"]);
  const field = (name: string): Entry => fields.get(name) ?? entry;
  const name = field("name").text();
  if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(name)) field("name").fail(`"${name}" is no name of a case: use words-like-this`);
  const own = field("steps").list();
  if (own.length === 0) field("steps").fail("a case without steps shows nothing");
  const steps = [...before, ...own].map((step) => readStep(step, scope));
  return {
    id: `${prefix}.${name}`,
    level,
    title: field("title").text(),
    place: entry.place,
    basis: readBasis(field("basis")),
    needs: new Set(steps.flatMap((step) => needsOf(step, scope))),
    steps,
  };
}

function readBasis(entry: Entry): readonly Basis[] {
  const sources = [...entry.fields(SOURCES)];
  if (sources.length === 0) entry.fail(`a case rests on a sentence of one of ${SOURCES.join(", ")}`);
  return sources.map(([source, text]) => ({
    source: SOURCES.find((known) => known === source) ?? entry.fail("unreachable"),
    text: text.text(),
  }));
}

function needsOf(step: Step, scope: Scope): readonly Need[] {
  if (step.kind === "control") return [step.control];
  if (step.kind !== "send") return [];
  const isWorkers = step.target.kind === "operation" && scope.isWorkers(step.target.id);
  const inner = step.meanwhile.flatMap((one) => needsOf(one, scope));
  return isWorkers ? ["worker", ...inner] : inner;
}
