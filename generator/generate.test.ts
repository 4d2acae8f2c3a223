import { expect, it } from "vitest";
import { Contract } from "./document/contract.js";
import { generate, TARGETS } from "./generate.js";

const OPTIONS = { name: "api", source: "api.json", runtime: "./runtime/", targets: TARGETS };

/** A reply of which `length` components, each made of the next by `join`, lead to the schema. */
function chain(length: number, join: (next: object) => object): Contract {
  const reference = (index: number) => ({ $ref: `#/components/schemas/S${index}` });
  const links = Array.from({ length }, (_, index) => [`S${index}`, join(reference(index + 1))] as const);
  const last = { type: "object", required: ["secret"], properties: { secret: { type: "string", writeOnly: true } } };
  const reply = { description: "A reply.", content: { "application/json": { schema: reference(0) } } };
  const document = {
    openapi: "3.1.0",
    info: { title: "A chain", version: "1" },
    paths: { "/chain": { get: { operationId: "getChain", responses: { 200: reply } } } },
    components: { schemas: { ...Object.fromEntries(links), [`S${length}`]: last } },
  };
  return Contract.load("api.json", () => JSON.stringify(document));
}

it("follows a long chain of references", () => {
  const contract = chain(1000, (next) => ({ allOf: [next] }));
  expect(generate(contract, OPTIONS).get("types.ts")).toContain("S999");
}, 60_000);

it("refuses references that nest deeper than the stack goes, with the document's place", () => {
  const contract = chain(12_000, (next) => ({ anyOf: [next, { type: "string" }] }));
  expect(() => generate(contract, OPTIONS)).toThrow("api.json:1:1: references nest too deeply");
}, 60_000);

it("gives the same files in one order, whatever the order of the targets", () => {
  const contract = chain(3, (next) => ({ allOf: [next] }));
  const files = [...generate(contract, OPTIONS)];
  expect(files.map(([path]) => path)).toEqual(files.map(([path]) => path).sort());
  expect([...generate(contract, { ...OPTIONS, targets: [...TARGETS].reverse() })]).toEqual(files);
});
