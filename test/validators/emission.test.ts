import { build } from "esbuild";
import { describe, expect, it } from "vitest";
import { ContractError } from "../../generator/document/contract-error.js";
import { emitChecks, loadChecks } from "./load-checks.js";

const ref = (name: string): object => ({ $ref: `#/components/schemas/${name}` });

describe("faults", () => {
  it("are all collected, each with its place", async () => {
    const { checks } = await loadChecks({
      Order: {
        type: "object",
        required: ["id", "lines", "constructor"],
        properties: {
          id: { type: "integer", minimum: 1 },
          "a/b~c": { type: "string" },
          lines: {
            type: "array",
            items: { type: "object", required: ["sku"], properties: { sku: { enum: ["x", "y"] } } },
          },
          labels: { type: "object", additionalProperties: { type: "string", maxLength: 3 } },
        },
        additionalProperties: false,
      },
    });
    const order = {
      id: 0,
      "a/b~c": 1,
      lines: [{ sku: "x" }, {}, { sku: "z" }, 7],
      labels: { long: "abcd", no: 1 },
      extra: 1,
    };
    expect(checks.get("Order")?.faults(order)).toEqual([
      { path: "/id", message: "must be >= 1", keyword: "minimum" },
      { path: "/a~1b~0c", message: "must be a string", keyword: "type" },
      { path: "/lines/1", message: 'must have property "sku"', keyword: "required" },
      { path: "/lines/2/sku", message: 'must be one of: "x", "y"', keyword: "enum" },
      { path: "/lines/3", message: "must be an object", keyword: "type" },
      { path: "/labels/long", message: "must have at most 3 characters", keyword: "maxLength" },
      { path: "/labels/no", message: "must be a string", keyword: "type" },
      { path: "", message: 'must have property "constructor"', keyword: "required" },
      { path: "/extra", message: "must not be present", keyword: "additionalProperties" },
    ]);
  });

  it("are those of the branch that the value is meant for", async () => {
    const part = (kind: string, type: string): object => ({
      type: "object",
      required: ["kind", "size"],
      properties: { kind: { const: kind }, size: { type } },
    });
    const { checks } = await loadChecks({
      A: part("a", "integer"),
      B: part("b", "string"),
      Tagged: { oneOf: [ref("A"), ref("B")] },
      Mixed: { anyOf: [ref("A"), { type: "array", items: { type: "string" } }, { type: "integer" }] },
      Open: {
        anyOf: [
          { type: "object", required: ["x"] },
          { type: "object", required: ["y"] },
        ],
      },
      Both: {
        oneOf: [
          { type: "object", required: ["x"], title: "X" },
          { type: "object", required: ["y"], title: "Y" },
        ],
      },
    });
    const faults = (name: string, value: unknown): unknown =>
      checks
        .get(name)
        ?.faults(value)
        .map(({ path, message }) => `${path} ${message}`);
    expect(faults("Tagged", { kind: "b", size: 1 })).toEqual(["/size must be a string"]);
    expect(faults("Tagged", { kind: "c" })).toEqual(['/kind must be one of: "a", "b"']);
    expect(faults("Tagged", {})).toEqual([' must have property "kind"']);
    expect(faults("Mixed", ["a", 1])).toEqual(["/1 must be a string"]);
    expect(faults("Mixed", "text")).toEqual([" must match one of: A, an array, an integer of at most 53 bits"]);
    expect(faults("Open", {})).toEqual([" must match one of: an object, an object (2)"]);
    expect(faults("Both", { x: 1, y: 1 })).toEqual([" must match only one of: X, Y"]);
  });

  it("are told by the discriminator where constants do not tell the branch", async () => {
    const { checks } = await loadChecks({
      Cat: {
        type: "object",
        required: ["kind", "lives"],
        properties: { kind: { type: "string" }, lives: { type: "integer" } },
      },
      Dog: {
        type: "object",
        required: ["kind", "barks"],
        properties: { kind: { type: "string" }, barks: { type: "boolean" } },
      },
      Pet: { oneOf: [ref("Cat"), ref("Dog")], discriminator: { propertyName: "kind" } },
    });
    expect(checks.get("Pet")?.faults({ kind: "Dog" })).toEqual([
      { path: "", message: 'must have property "barks"', keyword: "required" },
    ]);
    expect(checks.get("Pet")?.passes({ kind: "Dog", lives: 1 }), "the discriminator decides").toBe(false);
  });

  it("are counted beyond a hundred, but not kept", async () => {
    const { checks } = await loadChecks({ List: { type: "array", items: { type: "string" } } });
    expect(checks.get("List")?.faults(Array.from({ length: 500 }, () => 1))).toHaveLength(100);
  });
});

describe("directions", () => {
  const schemas = {
    Pet: {
      type: "object",
      required: ["id", "name", "secret"],
      properties: {
        id: { type: "integer", readOnly: true },
        name: { type: "string" },
        secret: { type: "string", writeOnly: true },
      },
    },
    Owner: { type: "object", properties: { pets: { type: "array", items: ref("Pet") } } },
    Base: { type: "object", properties: { created: { type: "string", readOnly: true } } },
    Derived: { allOf: [ref("Base"), { required: ["created"] }] },
    Plain: { type: "object", properties: { a: { type: "string" } } },
  };

  it("leave out what does not travel, also below references", async () => {
    const { checks } = await loadChecks(schemas, { directions: ["request", "reply"] });
    const faults = (name: string, value: unknown): unknown =>
      checks
        .get(name)
        ?.faults(value)
        .map(({ path, keyword }) => `${path} ${keyword}`);
    expect(faults("request Pet", { name: "a", secret: "s" })).toEqual([]);
    expect(faults("request Pet", { id: 1, name: "a", secret: "s" })).toEqual(["/id readOnly"]);
    expect(faults("Pet", { id: 1, name: "a" })).toEqual([]);
    expect(faults("Pet", { id: 1, name: "a", secret: "s" })).toEqual(["/secret writeOnly"]);
    expect(faults("request Owner", { pets: [{ name: "a", secret: "s", id: 1 }] })).toEqual(["/pets/0/id readOnly"]);
    expect(faults("Owner", { pets: [{ name: "a", id: 1 }] })).toEqual([]);
    expect(faults("request Derived", {}), "required by another part of allOf").toEqual([]);
    expect(faults("Derived", {})).toEqual([" required"]);
  });

  it("have functions of their own only where they differ", () => {
    const { names } = emitChecks(schemas, { directions: ["request", "reply"] });
    expect(Object.fromEntries(names)).toMatchObject({
      "request Pet": "checkPetInRequest",
      Pet: "checkPet",
      "request Owner": "checkOwnerInRequest",
      Owner: "checkOwner",
      "request Plain": "checkPlain",
      Plain: "checkPlain",
    });
  });
});

describe("functions", () => {
  const inline = (flip: boolean): object => {
    const entries: [string, unknown][] = [
      ["a", { type: "string", minLength: 2 }],
      ["b", { type: "array", items: { type: "integer" } }],
    ];
    return {
      type: "object",
      required: flip ? ["b", "a"] : ["a", "b"],
      properties: Object.fromEntries(flip ? entries.reverse() : entries),
    };
  };

  it("are shared by equal schemas, whatever the order of their words", () => {
    const { names, javascript } = emitChecks({
      One: inline(false),
      Two: inline(true),
      Three: { type: "array", items: inline(true) },
    });
    expect(names.get("Two")).toBe("checkOne");
    expect(names.get("Three")).toBe("checkThree");
    expect(javascript.match(/^(export )?function \w+/gm)).toEqual([
      "export function checkOne",
      "function checkIntegerArray",
      "export function checkThree",
    ]);
  });

  it("are shared by schemas that are equal because what they refer to is", () => {
    const object = (property: object): object => ({ type: "object", properties: { p: property } });
    const { names } = emitChecks({
      A: inline(false),
      B: inline(true),
      UsesA: object(ref("A")),
      UsesB: object(ref("B")),
      Top: object(ref("UsesB")),
    });
    expect(names.get("UsesB")).toBe("checkUsesA");
  });

  it("come out the same, byte for byte, every time", () => {
    const schemas = {
      Node: { type: "object", properties: { next: ref("Node"), items: inline(false) } },
      Other: { anyOf: [ref("Node"), inline(true)] },
    };
    expect(emitChecks(schemas).javascript).toBe(emitChecks(structuredClone(schemas)).javascript);
  });

  it("are none for schemas that let everything through", () => {
    const { javascript, declarations } = emitChecks({
      Anything: {},
      Also: { description: "still anything", additionalProperties: true },
    });
    expect(emitChecks({ Anything: {} }).names.get("Anything")).toBeUndefined();
    expect(javascript).toBe("// Generated by specwright from contract.json. Do not edit.\n\nexport {};\n");
    expect(declarations).toBe(javascript);
  });

  it("read as if written by hand", () => {
    const { javascript, declarations } = emitChecks({
      Job: {
        type: "object",
        required: ["id"],
        properties: {
          id: { type: "string", pattern: "^j/" },
          attempt: { type: "integer", minimum: 0 },
          tags: { type: "array", items: { type: "string" } },
          parent: ref("Job"),
        },
      },
    });
    expect(javascript).toBe(`// Generated by specwright from contract.json. Do not edit.

import { refuse, stop } from "./runtime/issues.js";
import { MAX_DEPTH, isObject } from "./runtime/values.js";

const JOB_ID_PATTERN = /^j\\//u;

export function checkJob(value, issues, depth = 0) {
  if (depth > MAX_DEPTH) return refuse(issues, "depth", "must not be nested that deep");
  if (!isObject(value)) return refuse(issues, "type", "must be an object");
  const start = issues?.count;
  if (typeof value.id !== "string") {
    if (stop(issues?.need("id", value), "type", "must be a string")) return false;
  } else if (!JOB_ID_PATTERN.test(value.id) && stop(issues?.at("id"), "pattern", "must match ^j/")) return false;
  if (value.attempt !== undefined) {
    if (!Number.isSafeInteger(value.attempt)) {
      if (stop(issues?.at("attempt"), "type", "must be an integer of at most 53 bits")) return false;
    } else if (value.attempt < 0 && stop(issues?.at("attempt"), "minimum", "must be >= 0")) return false;
  }
  if (value.tags !== undefined && !checkStringArray(value.tags, issues?.at("tags")) && !issues) return false;
  if (value.parent !== undefined && !checkJob(value.parent, issues?.at("parent"), depth + 1) && !issues) return false;
  return issues?.count === start;
}

function checkStringArray(value, issues) {
  if (!Array.isArray(value)) return refuse(issues, "type", "must be an array");
  const start = issues?.count;
  for (let index = 0; index < value.length; index += 1) {
    if (typeof value[index] !== "string" && stop(issues?.at(index), "type", "must be a string")) return false;
  }
  return issues?.count === start;
}
`);
    expect(declarations).toBe(`// Generated by specwright from contract.json. Do not edit.

import type { Issues } from "./runtime/issues.js";

export declare function checkJob(value: unknown, issues?: Issues): boolean;
`);
  });

  it("are dropped by a bundler when nobody imports them", async () => {
    const { javascript } = emitChecks({
      Used: { type: "object", properties: { a: { type: "string" } } },
      Unused: {
        type: "object",
        properties: {
          b: { type: "string", pattern: "^secret$", format: "uri" },
          c: { enum: ["q1", "q2", "q3", "q4"] },
        },
      },
      Wide: {
        type: "object",
        additionalProperties: false,
        properties: Object.fromEntries([..."abcdefgh"].map((key) => [key, {}])),
      },
    });
    const bundle = await build({
      stdin: { contents: 'import { checkUsed } from "checks"; console.log(checkUsed);', resolveDir: "." },
      bundle: true,
      write: false,
      format: "esm",
      minify: true,
      logLevel: "error",
      plugins: [
        {
          name: "checks",
          setup: ({ onResolve, onLoad }): void => {
            onResolve({ filter: /^checks$/ }, () => ({ path: "checks", namespace: "emitted" }));
            onLoad({ filter: /.*/, namespace: "emitted" }, () => ({
              contents: javascript.replaceAll("./runtime/", "./templates/runtime/"),
              loader: "ts",
              resolveDir: ".",
            }));
          },
        },
      ],
    });
    const text = bundle.outputFiles[0]?.text ?? "";
    expect(text).toContain("must be a string");
    expect(text).not.toMatch(/secret|q1|new Set|\\d\{4\}/);
  });
});

describe("hostile values", () => {
  it("nested 100,000 deep are refused, not a stack overflow", async () => {
    const { checks } = await loadChecks({
      List: { type: "array", items: ref("List") },
      Tree: { type: "object", properties: { next: { anyOf: [ref("Tree"), ref("List"), { type: "null" }] } } },
      Unique: { type: "array", uniqueItems: true },
    });
    const deep = nestedArray(100_000);
    const tree: unknown = JSON.parse('{"next":'.repeat(100_000) + "null" + "}".repeat(100_000));
    expect(checks.get("List")?.passes(deep)).toBe(false);
    expect(checks.get("Tree")?.passes(tree)).toBe(false);
    expect(checks.get("Unique")?.passes([deep, deep])).toBe(false);
    expect(checks.get("Unique")?.passes([deep, nestedArray(100_000)]), "nothing that deep is compared").toBe(true);
    expect(checks.get("List")?.passes(nestedArray(500))).toBe(true);
  });

  it("of a megabyte do not overflow a format", async () => {
    const { checks } = await loadChecks(
      Object.fromEntries(
        ["byte", "uri", "email", "date-time", "json-pointer", "hostname", "ipv6", "duration", "uri-reference"].map(
          (format) => [format, { type: "string", format }],
        ),
      ),
    );
    for (const text of [
      "a".repeat(4_000_000),
      `http://h/${"a/".repeat(2_000_000)}`,
      "/a".repeat(2_000_000),
      `P${"1".repeat(4_000_000)}Y`,
      `${"a".repeat(2_000_000)}@`,
    ]) {
      for (const check of checks.values()) expect(() => check.passes(text)).not.toThrow();
    }
  });
});

function nestedArray(depth: number): unknown {
  return JSON.parse("[".repeat(depth) + "]".repeat(depth));
}

describe("patterns", () => {
  it("that are valid only without the flag u are taken without", async () => {
    const { checks, javascript } = await loadChecks({ Name: { type: "string", pattern: "^[\\w\\-\\@]+$" } });
    expect(javascript).toContain("= /^[\\w\\-\\@]+$/;");
    expect(checks.get("Name")?.passes("a-b@c")).toBe(true);
    expect(checks.get("Name")?.passes("a b")).toBe(false);
  });

  it("that are not valid at all let every text through", async () => {
    const { checks } = await loadChecks({ Name: { type: "string", pattern: "(" } });
    expect(checks.get("Name")?.passes("a")).toBe(true);
    expect(checks.get("Name")?.passes(1)).toBe(false);
  });

  it("of names that are not valid at all are refused with their place", () => {
    const emit = (): unknown => emitChecks({ Name: { type: "object", patternProperties: { "(": {} } } });
    expect(emit).toThrow(ContractError);
    expect(emit).toThrow(/^contract\.json:1:\d+: not a regular expression: "\("$/);
  });
});

it("a check takes no parameter that it does not look at", () => {
  const { javascript } = emitChecks({
    Any: { anyOf: [{}, { type: "null" }] },
    None: { not: {} },
    Text: { type: "string" },
  });
  const heads = [...javascript.matchAll(/^export function check(\w+)\((.*)\)/gm)].map(([, name, parameters]) => [
    name,
    parameters,
  ]);
  expect(heads).toEqual([
    ["Any", ""],
    ["None", "value, issues"],
    ["String", "value, issues"],
  ]);
});
