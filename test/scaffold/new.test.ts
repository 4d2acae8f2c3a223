import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { Contract } from "../../generator/document/contract.js";
import { readTree } from "../../generator/files.js";
import { readApi } from "../../generator/model/read-api.js";
import { chooseNames } from "../../generator/naming.js";
import { findProbe, policyFile } from "../../generator/scaffold/project-code.js";
import { scratch, specwright } from "../cli/cli.js";

const PETS = resolve("test/tools/pets.yaml");

describe("specwright new", () => {
  it("tells with --dry-run what it would write, and writes nothing", () => {
    const folder = scratch();
    const { code, stdout } = specwright(folder, "new", "pets", "--contract", PETS, "--dry-run");
    expect(code).toBe(0);
    expect(stdout.split("\n")).toEqual(expect.arrayContaining(["would write pets/src/handlers.ts"]));
    expect(existsSync(join(folder, "pets"))).toBe(false);
    specwright(folder, "new", "pets", "--contract", PETS);
    const written = [...readTree(join(folder, "pets")).keys()].map((path) => `would write pets/${path}`);
    expect(stdout.trim().split("\n").sort()).toEqual(written.sort());
    expect(readTree(join(folder, "pets")).get("README.md")).not.toContain("{{");
  });

  it("leaves a folder alone that holds something", () => {
    const folder = scratch({ "pets/mine.txt": "mine" });
    expect(specwright(folder, "new", "pets", "--contract", PETS)).toMatchObject({
      code: 1,
      stdout: "",
      stderr: "pets is there already and not empty; nothing was written\n",
    });
    expect([...readTree(join(folder, "pets"))]).toEqual([["mine.txt", "mine"]]);
  });

  it("takes every file of the contract along, as they lie to each other", () => {
    const entry = `openapi: 3.1.0
info: { title: Tree, version: "1" }
paths:
  /a:
    get:
      operationId: a
      responses: { "200": { description: A., content: { application/json: { schema: { $ref: ../common/a.yaml } } } } }
`;
    const folder = scratch({ "api/v1/entry.yaml": entry, "api/common/a.yaml": "{ type: string }\n" });
    expect(specwright(folder, "new", "tree", "--contract", "api/v1/entry.yaml").code).toBe(0);
    const files = readTree(join(folder, "tree"));
    expect(files.get("openapi/v1/entry.yaml")).toBe(entry);
    expect(files.get("openapi/common/a.yaml")).toBe("{ type: string }\n");
    expect(files.get("specwright.config.yaml")).toContain("document: openapi/v1/entry.yaml");
    expect(specwright(join(folder, "tree"), "check")).toMatchObject({ code: 0, stderr: "" });
  });

  it.each([
    [["Pets", "--contract", PETS], 2, "lower-case letters"],
    [["pets"], 2, "--contract"],
    [["pets", "--contract", "none.yaml"], 1, "none.yaml"],
  ])("new %j exits with %i and writes nothing", (argv, code, message) => {
    const folder = scratch();
    const run = specwright(folder, "new", ...argv);
    expect([run.code, run.stdout, existsSync(join(folder, "pets"))]).toEqual([code, "", false]);
    expect(run.stderr).toContain(message);
  });
});

it("the template depends on the versions that are tested here", () => {
  const read = (path: string) => JSON.parse(readFileSync(path, "utf8")) as Record<string, Record<string, string>>;
  const own = read("package.json");
  const template = read("templates/project/package.json");
  const { specwright: self, ...dependencies } = { ...template["dependencies"], ...template["devDependencies"] };
  const tested: Record<string, string> = { ...own["dependencies"], ...own["devDependencies"] };
  tested["typescript"] = tested["typescript7"]?.replace("npm:typescript@", "") ?? "";
  expect(self).toBe("^{{version}}");
  expect(dependencies).toEqual(Object.fromEntries(Object.keys(dependencies).map((name) => [name, tested[name]])));
});

describe("what is written of a contract", () => {
  function policyOf(schema: object): string {
    const text = `openapi: 3.1.0
info: { title: Errors, version: "1" }
paths:
  /a:
    get:
      operationId: a
      responses: { default: { description: E., content: { application/json: { schema: ${JSON.stringify(schema)} } } } }
`;
    const api = readApi(Contract.load("errors.yaml", () => text));
    return /problems: \{\n(.*)\n {2}\},/s.exec(policyFile(api, chooseNames(api, "api")))?.[1]?.trim() ?? "";
  }

  const object = (properties: object, required: readonly string[] = []): object => ({
    type: "object",
    required,
    properties,
  });
  const string = { type: "string" };

  it.each<[object, string]>([
    [object({ message: string, other: string }), "({ message: refusal.message })"],
    [
      object({ error: object({ code: string, message: { ...string, maxLength: 9 } }, ["code", "message"]) }, ["error"]),
      "({ error: { code: refusal.kind, message: refusal.message.slice(0, 9) } })",
    ],
    [
      object(
        {
          status: { type: "integer" },
          errors: { type: "array", items: object({ path: string, message: string }, ["path", "message"]) },
        },
        ["errors", "status"],
      ),
      "({ status: refusal.status, " +
        "errors: refusal.issues.map((issue) => ({ path: issue.path, message: issue.message })) })",
    ],
    [
      object(
        {
          kind: { enum: ["bad"] },
          at: { ...string, format: "date-time" },
          ok: { type: "boolean" },
          n: { type: "number", minimum: 3 },
          x: { type: ["string", "null"] },
        },
        ["kind", "at", "ok", "n", "x"],
      ),
      '({ kind: "bad", at: new Date().toISOString(), ok: false, n: 3, x: refusal.message })',
    ],
    [{ oneOf: [{ type: "null" }, string] }, "refusal.message"],
    [{}, "({ message: refusal.message })"],
  ])("fills %s", (schema, expected) => {
    const found = policyOf(schema)
      .replace(/\s+/g, " ")
      .replace(/, \}/g, " }")
      .replace(/^"?[\w$]+"?: \((refusal)?\) => /, "")
      .replace(/,$/, "");
    expect(found).toBe(expected);
  });

  it("finds a request that needs no more than a path", () => {
    const load = (file: string) => readApi(Contract.load(file, (path) => readFileSync(path, "utf8")));
    expect(findProbe(load("openapi/taskrunner.yaml"))).toBeUndefined(); // all of it wants credentials
    expect(findProbe(load("test/client/features.yaml"))).toMatchObject({ method: "POST", path: "/optional" });
  });

  it.each([
    ['{ type: string, pattern: "(?i)^[A-Z]+$" }', "/a/a"],
    ["{ enum: [b/c, d] }", "/a/b%2Fc"],
    ["{ type: integer, minimum: 7 }", "/a/7"],
    ["{ type: integer, maximum: 0 }", undefined],
    ["{ type: integer, multipleOf: 5 }", undefined],
    ["{ allOf: [{ type: string, format: date }] }", undefined],
  ])("fills a path where it is sure of a value: %s", (schema, path) => {
    const text = `openapi: 3.1.0
info: { title: A, version: "1" }
paths:
  /a/{id}:
    get:
      operationId: a
      parameters: [{ name: id, in: path, required: true, schema: ${schema} }]
      responses: { "204": { description: A. } }
`;
    expect(findProbe(readApi(Contract.load("a.yaml", () => text)))?.path).toBe(path);
  });
});
