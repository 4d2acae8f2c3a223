import { readFileSync } from "node:fs";
import { Ajv2020 } from "ajv/dist/2020.js";
import { parse } from "yaml";
import { describe, expect, it } from "vitest";
import { CONFIG_KEYS, CONTRACT_KEYS, readConfig } from "./config.js";
import { ENGINES, OTHER_CLIENTS, SDKS, TARGETS } from "./generate.js";

interface ObjectSchema {
  readonly properties: Readonly<
    Record<string, { readonly enum?: unknown; readonly items?: { readonly enum: unknown } }>
  >;
}

const SCHEMA = JSON.parse(readFileSync("specwright.config.schema.json", "utf8")) as ObjectSchema & {
  readonly $defs: { readonly contract: ObjectSchema };
};

describe("the schema for editors", () => {
  it("has the keys and values that the configuration has", () => {
    const { properties } = SCHEMA.$defs.contract;
    expect(Object.keys(SCHEMA.properties)).toEqual(CONFIG_KEYS);
    expect(Object.keys(properties)).toEqual(CONTRACT_KEYS);
    expect([properties["targets"]?.items?.enum, properties["client"]?.enum]).toEqual([TARGETS, OTHER_CLIENTS]);
    expect([properties["validation"]?.enum, properties["sdk"]?.enum]).toEqual([ENGINES, SDKS]);
  });

  const accepts = new Ajv2020({ strict: false }).compile(SCHEMA);

  it.each([
    ["contracts: { a: { document: a.yaml } }", true],
    ["{ out: gen, contracts: { a-1: { document: a.yaml, overlays: [b.yaml], targets: [server, tools] } } }", true],
    ["contracts: { a: { document: a.yaml, targets: [], client: openapi-fetch } }", true],
    ["{}", false],
    ["contracts: {}", false],
    ["contracts: []", false],
    ["contracts: { a: {} }", false],
    ["contracts: { A: { document: a.yaml } }", false],
    ["contracts: { runtime: { document: a.yaml } }", false],
    ["contracts: { a: { document: 1 } }", false],
    ["contracts: { a: { document: a.yaml, overlays: b.yaml } }", false],
    ["contracts: { a: { document: a.yaml, targets: [sever] } }", false],
    ["contracts: { a: { document: a.yaml, client: axios } }", false],
    ["contracts: { a: { document: a.yaml, target: [server] } }", false],
    ["{ output: gen, contracts: { a: { document: a.yaml } } }", false],
    ["{ out: 1, contracts: { a: { document: a.yaml } } }", false],
  ])("agrees with what reads it on %s: %s", (text, isValid) => {
    const read = (): unknown => readConfig("specwright.config.yaml", text);
    if (isValid) expect(read).not.toThrow();
    else expect(read).toThrow(/^specwright\.config\.yaml:1:\d+: /);
    expect(accepts(parse(text))).toBe(isValid);
  });
});

it.each([".", "./", "..", "../.."])("refuses to generate into %j, where the configuration is", (out) => {
  const read = (): unknown => readConfig("specwright.config.yaml", `contracts: { a: { document: a } }\nout: ${out}\n`);
  expect(read).toThrow("specwright.config.yaml:2:1: the folder holds nothing but generated files: name one of its own");
});
