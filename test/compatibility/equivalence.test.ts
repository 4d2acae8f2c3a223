import { existsSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { compareTexts, findingsOf } from "./compare-files.js";

type JsonObject = Record<string, unknown>;

interface Said {
  readonly version?: string;
  readonly schema: JsonObject;
}

const PET = { type: "object", required: ["name"], properties: { name: { type: "string" }, age: { type: "integer" } } };
const CAT = { type: "object", required: ["kind"], properties: { kind: { const: "cat" } } };
const DOG = { type: "object", required: ["kind"], properties: { kind: { const: "dog" } } };
const REF = (name: string): JsonObject => ({ $ref: `#/components/schemas/${name}` });

function contract({ version = "3.1.0", schema }: Said, schemas: JsonObject = { Pet: PET, Cat: CAT, Dog: DOG }): string {
  const content = { "application/json": { schema } };
  const post = {
    operationId: "x",
    requestBody: { content },
    responses: { "200": { description: "Done.", content } },
  };
  return JSON.stringify({
    openapi: version,
    info: { title: "t", version: "1" },
    paths: { "/x": { post } },
    components: { schemas },
  });
}

const EQUIVALENT: Readonly<Record<string, readonly [Said, Said]>> = {
  "a reference and what it leads to": [{ schema: REF("Pet") }, { schema: PET }],
  "allOf and its members together": [
    {
      schema: {
        allOf: [
          { type: "object", required: ["name"], properties: { name: { type: "string" } } },
          { properties: { age: { type: "integer" } } },
        ],
      },
    },
    { schema: PET },
  ],
  "nullable and a list of types": [
    { version: "3.0.3", schema: { type: "string", nullable: true } },
    { schema: { type: ["string", "null"] } },
  ],
  "nullable beside allOf and a union with null": [
    { version: "3.0.3", schema: { nullable: true, allOf: [REF("Pet")] } },
    { schema: { oneOf: [{ type: "null" }, REF("Pet")] } },
  ],
  "a nullable object and a union with null": [
    { version: "3.0.3", schema: { ...PET, nullable: true } },
    { schema: { anyOf: [REF("Pet"), { type: "null" }] } },
  ],
  "base64 and bytes of 3.0 and of 3.1": [
    {
      version: "3.0.3",
      schema: { properties: { a: { type: "string", format: "byte" }, b: { type: "string", format: "binary" } } },
    },
    {
      schema: {
        properties: {
          a: { type: "string", contentEncoding: "base64" },
          b: { type: "string", contentMediaType: "application/octet-stream" },
        },
      },
    },
  ],
  "null beside a union, and among its alternatives": [
    { schema: { anyOf: [{ oneOf: [REF("Cat"), REF("Dog")] }, { type: "null" }] } },
    { schema: { oneOf: [REF("Cat"), { type: "null" }, REF("Dog")] } },
  ],
  "exclusive bounds of 3.0 and of 3.1": [
    { version: "3.0.3", schema: { type: "number", minimum: 0, exclusiveMinimum: true } },
    { schema: { type: "number", exclusiveMinimum: 0 } },
  ],
  "whole numbers above 0 and from 1 on": [
    { schema: { type: "integer", exclusiveMinimum: 0 } },
    { schema: { type: "integer", minimum: 1 } },
  ],
  "oneOf and anyOf of what excludes itself": [
    { schema: { oneOf: [REF("Cat"), REF("Dog")] } },
    { schema: { anyOf: [REF("Dog"), REF("Cat")] } },
  ],
  "alternatives of types and a list of types": [
    {
      schema: {
        oneOf: [
          { type: "string", maxLength: 3 },
          { type: "integer", minimum: 1 },
        ],
      },
    },
    { schema: { type: ["integer", "string"], minimum: 1, maxLength: 3 } },
  ],
  "constants one by one and an enum": [
    { schema: { oneOf: [{ const: "a", title: "A." }, { const: "b" }] } },
    { schema: { type: "string", enum: ["b", "a"] } },
  ],
  "unevaluated words that leave everything valid": [
    { schema: { type: "array", items: { type: "string" }, unevaluatedItems: false } },
    { schema: { type: "array", items: { type: "string" }, unevaluatedProperties: true } },
  ],
  "a union of one": [{ schema: { oneOf: [REF("Cat")] } }, { schema: REF("Cat") }],
  "keywords of other types": [{ schema: { type: "string", minimum: 3, items: {} } }, { schema: { type: "string" } }],
  "a pattern without the flag u that all listed values match": [
    { schema: { type: "string", enum: ["a-b"], pattern: "^a\\-b$" } },
    { schema: { type: "string", enum: ["a-b"] } },
  ],
  "bounds that bound nothing": [{ schema: { type: "array", minItems: 0 } }, { schema: { type: "array" } }],
  "a dropped title and description": [
    { schema: { type: "string", title: "T", description: "D" } },
    { schema: { type: "string" } },
  ],
  "closed by additionalProperties and by unevaluatedProperties": [
    { schema: { ...PET, additionalProperties: false } },
    { schema: { allOf: [REF("Pet")], unevaluatedProperties: false } },
  ],
};

describe("the same in other words has no finding", () => {
  it.each(Object.entries(EQUIVALENT))("%s", (_name, [a, b]) => {
    expect(compareTexts(contract(a), contract(b))).toEqual([]);
    expect(compareTexts(contract(b), contract(a))).toEqual([]);
  });

  it("components that are called differently, recursive ones too", () => {
    const tree = (name: string): JsonObject => ({
      [name]: { type: "object", properties: { left: REF(name), right: { allOf: [REF(name)] } } },
    });
    const [a, b] = [contract({ schema: REF("Tree") }, tree("Tree")), contract({ schema: REF("Node") }, tree("Node"))];
    expect(compareTexts(a, b)).toEqual([]);
  });
});

it("a change inside a recursive schema is told of once per direction", () => {
  const tree = (value: JsonObject): JsonObject => ({
    Tree: { type: "object", properties: { value, children: { type: "array", items: REF("Tree") } } },
  });
  const [old, now] = [tree({ type: "string", enum: ["a"] }), tree({ type: "string", enum: ["a", "b"] })].map(
    (schemas) => contract({ schema: REF("Tree") }, schemas),
  );
  expect(compareTexts(old ?? "", now ?? "").map(({ rule, severity }) => [rule, severity])).toEqual([
    ["enum-value-added", "error"],
  ]);
});

// Public contracts that lie beside the repository where it is developed.
const CORPUS = ["petstore3.yaml", "train-travel.yaml", "scalar-galaxy.yaml", "twilio2010.json"]
  .map((name) => `../shared/specs/${name}`)
  .filter((file) => existsSync(file));
const OWN = ["openapi/jobspec.yaml", "openapi/taskrunner.yaml"];

describe.each([...OWN, ...CORPUS])("%s", (file) => {
  it("has no finding against itself", () => {
    expect(findingsOf(file, file)).toEqual([]);
  });

  it("has no finding against itself with each schema inside an allOf", { timeout: 60_000 }, () => {
    const document = parse(readFileSync(file, "utf8"), { maxAliasCount: -1 }) as Wrappable; // an OpenAPI document
    const old = JSON.stringify(document);
    const schemas = Object.entries(document.components?.schemas ?? {});
    const wrapped = Object.fromEntries(schemas.map(([name, schema]) => [name, { allOf: [schema] }]));
    const now = JSON.stringify({ ...document, components: { ...document.components, schemas: wrapped } });
    expect(compareTexts(old, now)).toEqual([]);
  });
});

interface Wrappable {
  readonly components?: { readonly schemas?: JsonObject };
}
