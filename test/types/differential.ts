import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import openapiTS, { astToString, type OpenAPI3 } from "openapi-typescript";
import ts from "typescript";

/** A type that the two outputs do not agree on: `components.schemas.Pet: ours is not assignable to theirs`. */
export type Disagreement = string;

/** What openapi-typescript makes of a document. */
export async function peerTypes(document: object): Promise<string> {
  return astToString(await openapiTS(structuredClone(document) as OpenAPI3)); // the caller's document is OpenAPI 3
}

/** Compares each schema, operation and path of two outputs of the same document by mutual assignability. */
export function disagreements(
  ours: string,
  theirs: string,
  names: Readonly<Record<Group, readonly string[]>>,
): Disagreement[] {
  const folder = mkdtempSync(join(tmpdir(), "specwright-types-"));
  try {
    const file = join(folder, "compare.ts");
    writeFileSync(join(folder, "ours.ts"), ours);
    writeFileSync(join(folder, "theirs.ts"), theirs);
    const comparisons = (Object.keys(names) as Group[]).flatMap((group) =>
      names[group].flatMap((name) => comparison(group, name)),
    );
    const head = 'import type * as ours from "./ours";\nimport type * as theirs from "./theirs";\n';
    writeFileSync(file, head + comparisons.map(({ text }) => `${text}\n`).join(""));
    return compile(file).map((line) => comparisons[line - 2]?.what ?? `line ${line}`);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

export type Group = "paths" | "operations" | "schemas" | "responses" | "parameters";

function comparison(group: Group, name: string): { what: Disagreement; text: string }[] {
  const key = JSON.stringify(name);
  const access = group === "paths" || group === "operations" ? `${group}[${key}]` : `components["${group}"][${key}]`;
  return [
    ["ours", "theirs"],
    ["theirs", "ours"],
  ].map(([from, to], index) => ({
    what: `${group}.${name}: ${from} is not assignable to ${to}`,
    text: [
      `export const check_${group}_${name.replace(/\W/g, "_")}_${index}`,
      ` = (value: ${from}.${access}): ${to}.${access} => value;`,
    ].join(""),
  }));
}

/**
 * Lines with errors, counted from 0, each once. Anything but an assignment error is a fault of the comparison itself.
 */
function compile(file: string): number[] {
  const program = ts.createProgram([file], {
    strict: true,
    noEmit: true,
    exactOptionalPropertyTypes: true,
    target: ts.ScriptTarget.ES2022,
    types: [],
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
  });
  const lines = ts.getPreEmitDiagnostics(program).map((diagnostic) => {
    const { file: source, start, messageText } = diagnostic;
    if (source === undefined || source.fileName !== file || start === undefined) {
      throw new Error(`${source?.fileName}: ${ts.flattenDiagnosticMessageText(messageText, "\n")}`);
    }
    return source.getLineAndCharacterOfPosition(start).line;
  });
  return [...new Set(lines)];
}
