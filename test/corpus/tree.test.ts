import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { Contract } from "../../generator/document/contract.js";
import { ContractError } from "../../generator/document/contract-error.js";
import { readApi } from "../../generator/model/read-api.js";
import { CORPUS } from "./documents.js";
import { generatedFiles, loadApi, readContract } from "./loaded-api.js";
import { proveDocument } from "./prove-document.js";
import { contractTree, type Tree } from "./tree.js";

function load(tree: Tree, file = "api/openapi.yaml"): { contract: Contract; reads: string[] } {
  const reads: string[] = [];
  const contract = Contract.load(file, (path) => {
    reads.push(path);
    const text = tree.get(path.replace(/^\.\//, ""));
    if (text === undefined) throw new Error(`no ${path}`);
    return text;
  });
  return { contract, reads };
}

/** The message that a changed tree is refused with. */
function refusal(changes: Readonly<Record<string, (text: string) => string>>): string {
  const tree = new Map([...contractTree(2)].map(([path, text]) => [path, changes[path]?.(text) ?? text]));
  try {
    generatedFiles(load(tree).contract);
  } catch (error) {
    if (error instanceof ContractError) return error.message;
    throw error;
  }
  return "generated";
}

describe("contracts of many files", () => {
  it("are served like contracts of one", async () => {
    const proof = await proveDocument(await loadApi(load(contractTree(4)).contract), { seed: 1, every: 1 });
    expect(proof).toMatchObject({ operations: 8, roundTripped: 8, faults: [], obstacles: [] });
  });

  it("are read file by file, each once, however it is referred to", () => {
    const { contract, reads } = load(contractTree(1000), "./api/openapi.yaml");
    expect(reads).toHaveLength(3 * 1000 + 7);
    expect(new Set(reads).size).toBe(reads.length);
    const api = readApi(contract);
    expect(api.operations).toHaveLength(2000);
    expect(api.description).toBe("Prose in a file.\n");
    // A schema for each model, for the text that it refers to inside, for the error and for the entry's component.
    expect(api.schemas.size).toBe(2 * 1000 + 2);
  });

  it("cost what their size is: no file is looked at once for every other", () => {
    const lookups = (count: number): number => {
      const { contract } = load(contractTree(count));
      let calls = 0;
      const target = contract.target.bind(contract);
      contract.target = (reference) => {
        calls += 1;
        return target(reference);
      };
      readApi(contract);
      return calls / count;
    };
    expect(lookups(200)).toBeCloseTo(lookups(50), 0);
  });

  it.each<[string, Record<string, (text: string) => string>, string]>([
    [
      "a file that is not there",
      { "api/resources/r1/list.yml": (text) => text.replace("models/model.yml", "models/none.yml") },
      'api/resources/r1/list.yml:9:41: $ref "models/none.yml": cannot read api/resources/r1/models/none.yml',
    ],
    [
      "a fragment that is not there",
      { "api/resources/r1/list.yml": (text) => text.replace("#/limit", "#/none") },
      'api/resources/r1/list.yml:3:16: $ref "../../shared/parameters.yml#/none" leads nowhere',
    ],
    [
      "a broken file",
      { "api/shared/responses/error.json": (text) => text.slice(0, -1) },
      'api/shared/responses/error.json:1:167: not JSON: "," or "}" is expected, not the end of the text',
    ],
    [
      "a reference that is no URI",
      { "api/resources/r0/list.yml": (text) => text.replace("models/model.yml", "models/100%.yml") },
      'api/resources/r0/list.yml:9:41: $ref "models/100%.yml" is not a URI reference',
    ],
    [
      "another host",
      { "api/resources/r0/list.yml": (text) => text.replace("models/model.yml", "https://example.com/m.yml") },
      'api/resources/r0/list.yml:9:41: $ref "https://example.com/m.yml" is remote; nothing is fetched',
    ],
  ])("are refused for %s", (_what, changes, message) => expect(refusal(changes)).toBe(message));
});

describe.skipIf(!existsSync(CORPUS))("a public contract without one of its files (skipped where absent)", () => {
  it("is refused", () => {
    const file = join(CORPUS, "missing-ref/train-travel.yaml");
    expect(() => readApi(readContract(file))).toThrow(`${file}:51:7: $ref "./docs/getting-started.md": cannot read`);
  });
});
