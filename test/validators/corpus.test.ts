import { existsSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { emitOwn, readContract } from "../bench/validator-candidates.js";
import { CORPUS, ownDocuments, publicDocuments } from "../corpus/documents.js";
import { importChecks } from "./load-checks.js";

/** Names that a module declares and never uses. */
function unusedNames(javascript: string): string[] {
  const imported = [...javascript.matchAll(/^import \{([^}]*)\}/gm)].flatMap((match) => match[1]?.split(",") ?? []);
  const declared = [...javascript.matchAll(/^(?:const|function) (\w+)/gm)].map((match) => match[1] ?? "");
  const uses = new Map<string, number>();
  for (const [word] of javascript.matchAll(/\w+/g)) uses.set(word, (uses.get(word) ?? 0) + 1);
  return [...imported, ...declared].map((name) => name.trim()).filter((name) => name !== "" && uses.get(name) === 1);
}

async function expectToLoad(file: string): Promise<void> {
  const { javascript, declarations, distinct } = emitOwn(readContract(file));
  const names = new Map([...distinct.keys()].map((name) => [name, name]));
  expect((await importChecks(javascript, names)).size).toBe(distinct.size);
  expect(unusedNames(javascript)).toEqual([]);
  expect(declarations.match(/export declare function/g)?.length).toBe(distinct.size);
}

describe("this project's contracts", () => {
  it.each(ownDocuments())("%s: checks load, none is unused", expectToLoad);
});

describe.skipIf(!existsSync(CORPUS))("real contracts in ../shared/specs (skipped where that folder is absent)", () => {
  it.each(publicDocuments())("%s: checks load, none is unused", expectToLoad);
});
