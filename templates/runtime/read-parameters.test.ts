import { describe, expect, it } from "vitest";
import type { ValueForm } from "./parameter-form.js";
import { readParameters, type ParameterRule } from "./read-parameters.js";
import type { RequestIssue } from "./refusal.js";

const LIST: ValueForm = { items: "string" };
const COLOR: ValueForm = { properties: { R: "number", G: "number", B: "number" }, rest: "string" };
const RGB = { R: 100, G: 200, B: 150 };

function read(
  rule: ParameterRule,
  raw: { path?: string; query?: string; headers?: Record<string, string> },
): { value: unknown; issues: RequestIssue[] } {
  const issues: RequestIssue[] = [];
  const path = new Map(raw.path === undefined ? [] : [[rule.name, raw.path]]);
  const groups = readParameters(
    [rule],
    { path, query: raw.query ?? "", header: (name) => raw.headers?.[name.toLowerCase()] },
    issues,
  );
  return { value: Object.values(groups)[0]?.[rule.name], issues };
}

describe("styles, by the examples of OpenAPI 3.1 section 4.8.12.4", () => {
  it.each<[ParameterRule["style"], boolean, ValueForm, string, unknown]>([
    ["matrix", false, "string", ";color=blue", "blue"],
    ["matrix", false, LIST, ";color=blue,black,brown", ["blue", "black", "brown"]],
    ["matrix", true, LIST, ";color=blue;color=black;color=brown", ["blue", "black", "brown"]],
    ["matrix", false, COLOR, ";color=R,100,G,200,B,150", RGB],
    ["matrix", true, COLOR, ";R=100;G=200;B=150", RGB],
    ["label", false, "string", ".blue", "blue"],
    ["label", false, LIST, ".blue,black,brown", ["blue", "black", "brown"]],
    ["label", true, LIST, ".blue.black.brown", ["blue", "black", "brown"]],
    ["label", true, COLOR, ".R=100.G=200.B=150", RGB],
    ["simple", false, "string", "blue%2Fgreen", "blue/green"],
    ["simple", false, LIST, "blue,black,br%2Cown", ["blue", "black", "br,own"]],
    ["simple", false, COLOR, "R,100,G,200,B,150", RGB],
    ["simple", true, COLOR, "R=100,G=200,B=150", RGB],
  ])("path, style %s, explode %s, %j: %s", (style, explode, form, path, value) => {
    const rule: ParameterRule = {
      in: "path",
      name: "color",
      style,
      form,
      ...(explode ? { explode: true as const } : {}),
    };
    expect(read(rule, { path })).toEqual({ value, issues: [] });
  });

  it.each<[ParameterRule["style"], boolean, ValueForm, string, unknown]>([
    ["form", true, "string", "color=blue+green", "blue green"],
    ["form", true, LIST, "color=blue&color=black", ["blue", "black"]],
    ["form", true, LIST, "color=blue", ["blue"]],
    ["form", false, LIST, "color=blue,bl%2Cack", ["blue", "bl,ack"]],
    ["form", false, COLOR, "color=R,100,G,200,B,150", RGB],
    ["spaceDelimited", false, LIST, "color=blue%20black", ["blue", "black"]],
    ["pipeDelimited", false, LIST, "color=blue|black%7Cbrown", ["blue", "black", "brown"]],
    ["deepObject", true, COLOR, "color[R]=100&color%5BG%5D=200&color[B]=150", RGB],
    ["json", false, "string", "color=%7B%22R%22%3A100%7D", { R: 100 }],
  ])("query, style %s, explode %s, %j: %s", (style, explode, form, query, value) => {
    const rule: ParameterRule = {
      in: "query",
      name: "color",
      style,
      form,
      ...(explode ? { explode: true as const } : {}),
    };
    expect(read(rule, { query })).toEqual({ value, issues: [] });
  });

  it("headers and cookies", () => {
    expect(
      read({ in: "header", name: "X-List", style: "simple", form: LIST }, { headers: { "x-list": "a, b" } }).value,
    ).toEqual(["a", "b"]);
    expect(
      read(
        { in: "cookie", name: "n", style: "form", explode: true, form: "number" },
        { headers: { cookie: "m=1; n=2" } },
      ).value,
    ).toBe(2);
  });
});

describe("faults", () => {
  const required: ParameterRule = {
    in: "query",
    name: "n",
    style: "form",
    explode: true,
    form: "number",
    required: true,
  };

  it("reports a missing required parameter, and lets an optional one be absent", () => {
    expect(read(required, {}).issues).toEqual([
      { in: "query", path: "/n", message: "is required", keyword: "required" },
    ]);
    const { required: _required, ...optional } = required;
    expect(read(optional, {})).toEqual({ value: undefined, issues: [] });
  });

  it.each(["%zz", "%C0%80"])("reports percent-encoding that is none: %s", (text) => {
    expect(read({ in: "path", name: "id", style: "simple", form: "string" }, { path: text }).issues).toMatchObject([
      { in: "path", path: "/id" },
    ]);
    expect(read(required, { query: `n=${text}` }).issues).toMatchObject([{ in: "query", path: "/n" }]);
  });

  it("lets a broken name of somebody else's parameter pass", () => {
    expect(read(required, { query: "%zz=1&n=5" })).toEqual({ value: 5, issues: [] });
  });

  it("adds the faults that the schema finds, below the parameter's name", () => {
    const check: ParameterRule["check"] = (value, issues) => {
      issues?.add("type", "must be a number");
      return typeof value === "number";
    };
    expect(read({ ...required, check }, { query: "n=x" }).issues).toEqual([
      { in: "query", path: "/n", message: "must be a number", keyword: "type" },
    ]);
  });

  it("keeps digits that a number cannot hold as text, for the schema to refuse", () => {
    expect(read(required, { query: "n=0x10" }).value).toBe("0x10");
    expect(read(required, { query: "n=" }).value).toBe("");
  });
});
