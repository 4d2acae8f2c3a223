import { closeSync, existsSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { readTree } from "../../generator/files.js";
import { scratch, specwright, specwrightIn, specwrightInto, specwrightUnread, type Run } from "./cli.js";

const PETS = `openapi: 3.1.0
info: { title: Pets, version: "1" }
paths:
  /pets/{id}:
    get:
      operationId: getPet
      parameters:
        - { name: id, in: path, required: true, schema: { type: integer } }
      responses:
        "200":
          description: A pet.
          content: { application/json: { schema: { $ref: "#/components/schemas/Pet" } } }
components:
  schemas:
    Pet: { type: object, required: [name], properties: { name: { type: string } } }
`;
const CONFIG = "out: gen\ncontracts:\n  pets: { document: pets.yaml }\n";

let remove = (): void => undefined;
afterEach(() => remove());

function project(files: Record<string, string>): string {
  const { folder, remove: end } = scratch(files);
  remove = end;
  return folder;
}

describe("generate", () => {
  it("works on one contract without a configuration, and gives the same bytes again", () => {
    const folder = project({ "pets.yaml": PETS });
    const first = specwright(folder, "generate", "pets.yaml", "--out", "gen");
    expect(first).toMatchObject({ code: 0, stderr: "" });
    const tree = readTree(join(folder, "gen"));
    expect([...tree.keys()].filter((path) => !path.startsWith("runtime/"))).toEqual([
      "client-checks.d.ts",
      "client-checks.js",
      "client-explain.d.ts",
      "client-explain.js",
      "client-object.d.ts",
      "client-object.js",
      "client.d.ts",
      "client.js",
      "openapi.ts",
      "server.d.ts",
      "server.js",
      "tools.d.ts",
      "tools.js",
      "types.ts",
      "validators.d.ts",
      "validators.js",
    ]);
    expect(specwright(folder, "generate", "pets.yaml", "--out", "gen").stdout).toBe(
      `0 of ${tree.size} files written to gen\n`,
    );
    specwright(folder, "generate", "pets.yaml", "--out", "again");
    expect(readTree(join(folder, "again"))).toEqual(tree);
  });

  it("touches nothing else in a folder that is not empty", () => {
    const folder = project({ "pets.yaml": PETS, "gen/mine.ts": "// mine\n" });
    specwright(folder, "generate", "pets.yaml", "--out", "gen");
    expect(readFileSync(join(folder, "gen/mine.ts"), "utf8")).toBe("// mine\n");
  });

  it.each([
    [
      "a reference that leads nowhere",
      PETS.replace('schemas/Pet"', 'schemas/Dog"'),
      '12:52: $ref "#/components/schemas/Dog" leads nowhere',
    ],
    [
      "a file that is not there",
      PETS.replace("#/components/schemas/Pet", "dog.yaml"),
      '12:52: $ref "dog.yaml": cannot read dog.yaml',
    ],
    ["YAML that is none", PETS.replace("get:", "get: ["), "6:20: Implicit keys need to be on a single line"],
    ["an alias without an anchor", PETS.replace("type: integer", "type: *none"), "8:65: Unresolved alias"],
    ["a type that does not exist", PETS.replace("type: integer", "type: int"), '8:59: unknown type "int"'],
    ["an unknown version", PETS.replace("3.1.0", "4.0.0"), "1:1: OpenAPI 4.0.0 is not supported; 3.0, 3.1 and 3.2 are"],
    [
      "a wrong status",
      PETS.replace('"200"', '"2000"'),
      '10:9: "2000" is not a status code, a range such as 2XX, or default',
    ],
    [
      "an invalid pattern of names",
      PETS.replace("name: { type: string }", 'name: { type: object, patternProperties: { "(": {} } }'),
      '15:101: not a regular expression: "("',
    ],
  ])("refuses %s with its place, and writes nothing", (_what, text, message) => {
    const folder = project({ "pets.yaml": text });
    const { code, stdout, stderr } = specwright(folder, "generate", "pets.yaml", "--out", "gen");
    expect([code, stdout, stderr.split("\n").length, existsSync(join(folder, "gen"))]).toEqual([1, "", 2, false]);
    expect(stderr).toContain(`pets.yaml:${message}`);
  });

  it("tells every fault of all contracts in one run, by place", () => {
    const folder = project({
      "specwright.config.yaml": "out: gen\ncontracts: { a: { document: a.yaml }, b: { document: b.json } }\n",
      "a.yaml": PETS.replace("type: integer", "type: int").replace('schemas/Pet"', 'schemas/Dog"'),
      "b.json": '{"openapi": "3.1.0", "openapi": "3.1.0",\n "info": {}, "info": {}}',
    });
    const { code, stdout, stderr } = specwright(folder, "generate");
    expect([code, stdout, existsSync(join(folder, "gen"))]).toEqual([1, "", false]);
    expect(stderr.trimEnd().split("\n")).toEqual([
      'a.yaml:8:59: unknown type "int"',
      'a.yaml:12:52: $ref "#/components/schemas/Dog" leads nowhere',
      'b.json:1:22: key "openapi" stands twice in this object',
      'b.json:2:14: key "info" stands twice in this object',
    ]);
  });

  it("reports what an overlay put there at the overlay", () => {
    const overlay = [
      "overlay: 1.0.0",
      "info: { title: o, version: '1' }",
      "actions:",
      "  - target: $.components.schemas.Pet.properties",
      "    update:",
      "      age: { type: int }",
      "",
    ].join("\n");
    const config = CONFIG.replace("pets.yaml }", "pets.yaml, overlays: [pets.overlay.yaml] }");
    const folder = project({ "pets.yaml": PETS, "pets.overlay.yaml": overlay, "specwright.config.yaml": config });
    expect(specwright(folder, "generate")).toMatchObject({
      code: 1,
      stderr: 'pets.overlay.yaml:6:14: unknown type "int"\n',
    });
  });
});

it("refuses an overlay action that selects nothing, at the action", () => {
  const overlay =
    "overlay: 1.0.0\ninfo: { title: o, version: '1' }\nactions:\n  - target: $.paths['/dogs']\n    remove: true\n";
  const config = CONFIG.replace("pets.yaml }", "pets.yaml, overlays: [pets.overlay.yaml] }");
  const folder = project({ "pets.yaml": PETS, "pets.overlay.yaml": overlay, "specwright.config.yaml": config });
  expect(specwright(folder, "generate")).toMatchObject({
    code: 1,
    stdout: "",
    stderr: "pets.overlay.yaml:4:5: overlay action selects nothing: $.paths['/dogs']\n",
  });
});

describe("check", () => {
  function generated(): string {
    const folder = project({ "pets.yaml": PETS, "specwright.config.yaml": CONFIG });
    expect(specwright(folder, "generate").code).toBe(0);
    return folder;
  }

  it("shows no more of a file than can be read", () => {
    const folder = generated();
    const types = join(folder, "gen/pets/types.ts");
    writeFileSync(types, `${readFileSync(types, "utf8")}${"// mine\n".repeat(500)}`);
    const { stdout } = specwright(folder, "check");
    expect(stdout.match(/^-\/\/ mine$/gm)?.length).toBeLessThan(200);
    expect(stdout).toMatch(/^\.\.\. \d{3} more lines$/m);
  });

  it("removes a contract's folder with it, and nothing that was not generated", () => {
    const folder = generated();
    writeFileSync(join(folder, "specwright.config.yaml"), CONFIG.replace("pets:", "dogs:"));
    const mine = join(folder, "gen/mine.ts");
    writeFileSync(mine, "// mine\n");
    expect(specwright(folder, "generate")).toEqual({
      code: 1,
      stdout: "",
      stderr:
        'gen/mine.ts:1:1: was not generated, and gen is to hold nothing else: move it, remove it, or change "out"\n',
    });
    expect(existsSync(join(folder, "gen/dogs"))).toBe(false);
    rmSync(mine);
    expect(specwright(folder, "generate").stdout).toContain("removed gen/pets/types.ts\n");
  });

  it("passes right after generate", () => {
    expect(specwright(generated(), "check")).toMatchObject({ code: 0, stderr: "" });
  });

  it("names a changed, a missing and an extra file in one run, each with its diff", () => {
    const folder = generated();
    const types = join(folder, "gen/pets/types.ts");
    writeFileSync(types, readFileSync(types, "utf8").replace("readonly name: string", "readonly name: number"));
    rmSync(join(folder, "gen/pets/openapi.ts"));
    writeFileSync(join(folder, "gen/pets/stale.ts"), "export {};\n");
    const { code, stdout, stderr } = specwright(folder, "check");
    expect(code).toBe(1);
    expect(stdout.match(/^(changed|missing|extra): .*$/gm)).toEqual([
      "missing: gen/pets/openapi.ts",
      "extra: gen/pets/stale.ts",
      "changed: gen/pets/types.ts",
    ]);
    expect(stdout).toContain("-  readonly name: number;\n+  readonly name: string;");
    expect(stdout).toContain("+export interface paths {");
    expect(stdout).toContain("-export {};");
    expect(stderr).toContain("3 of the files in gen drifted");
    expect(specwright(folder, "generate").stdout).toContain("removed gen/pets/stale.ts");
    expect(specwright(folder, "check").code).toBe(0);
  });

  it("sees an edited contract", () => {
    const folder = generated();
    writeFileSync(join(folder, "pets.yaml"), PETS.replace("name: { type: string }", "name: { type: number }"));
    expect(specwright(folder, "check")).toMatchObject({
      code: 1,
      stdout: expect.stringContaining("changed: gen/pets/validators.js") as string,
    });
  });
});

describe("files that are not there", () => {
  const MISSING = "none.yaml: there is no such file\n";
  const NO_CONFIG =
    "there is no specwright.config.yaml here: go where it is, write one, or name a contract, " +
    'as in "specwright generate CONTRACT --out FOLDER"\n';

  it.each([
    [["generate", "none.yaml", "--out", "gen"], MISSING],
    [["lint", "none.yaml"], MISSING],
    [["lint", "https://example.com/a.yaml"], "https://example.com/a.yaml: contracts are files; download it first\n"],
    [["diff", "none.yaml", "pets.yaml"], MISSING],
    [["diff", "pets.yaml", "none.yaml"], MISSING],
    [["generate"], NO_CONFIG],
    [["check"], NO_CONFIG],
    [["lint"], NO_CONFIG],
    [["generate", "pets.yaml", "--out", "taken"], "taken: is a file, not a folder\n"],
    [["generate", "pets.yaml", "--out", "taken/gen"], "taken/gen: a part of the path is a file, not a folder\n"],
  ])("%j is told in plain words", (argv, stderr) => {
    const folder = project({ "pets.yaml": PETS, taken: "" });
    expect(specwright(folder, ...argv)).toEqual({ code: 1, stdout: "", stderr });
    expect(readTree(folder)).toEqual(
      new Map([
        ["pets.yaml", PETS],
        ["taken", ""],
      ]),
    );
  });
});

it.runIf(process.platform === "linux")("tells of a folder that the system does not let be made", () => {
  const { code, stdout, stderr } = specwright(
    project({ "pets.yaml": PETS }),
    "generate",
    "pets.yaml",
    "--out",
    "/proc/x",
  );
  expect([code, stdout, stderr]).toEqual([1, "", "/proc/x: the folder cannot be made\n"]);
});

describe("usage", () => {
  it.each([
    [["--help"], 0],
    [["--version"], 0],
    [["generate", "--help"], 0],
    [["nonsense"], 2],
    [["generate", "--nonsense"], 2],
    [["generate", "pets.yaml"], 2],
    [["generate", "--out", "x"], 2],
    [["check"], 1],
    [["generate", "none.yaml", "--out", "x"], 1],
  ] as const)("specwright %j exits with %i", (argv, code) => {
    const run: Run = specwright(project({}), ...argv);
    expect(run.code).toBe(code);
    expect(`${run.stdout}${run.stderr}`).not.toMatch(/^\s+at /m);
    expect(code === 0 ? run.stdout : run.stderr).not.toBe("");
  });

  it("answers an unknown command in one line and says where the others stand", () => {
    const stderr = "error: unknown command 'frob'\n(\"specwright --help\" lists the commands)\n";
    expect(specwright(project({}), "frob")).toEqual({ code: 2, stdout: "", stderr });
  });

  it("says where the commands of a command stand", () => {
    const stderr = "error: unknown command 'frob'\n(\"specwright help ledger\" tells more)\n";
    expect(specwright(project({}), "ledger", "frob")).toEqual({ code: 2, stdout: "", stderr });
  });

  it("helps with a command of a command's own, and with none that there is not", () => {
    const folder = project({});
    const help = (...words: string[]) => specwright(folder, "help", ...words);
    expect(help("jobs", "submit")).toEqual(specwright(folder, "jobs", "submit", "--help"));
    expect(help("frob")).toEqual(specwright(folder, "frob"));
  });

  it("tells in one line that its output cannot be written", () => {
    const full = openSync("/dev/full", "w");
    const run = specwrightInto(full, project({}), "--help");
    closeSync(full);
    expect(run).toEqual({ code: 1, stderr: expect.stringMatching(/^standard output: ENOSPC: .*\n$/) as string });
  });

  it("colours for those who force it, and for nobody who wants none", () => {
    const folder = project({});
    const errors = (environment: NodeJS.ProcessEnv) => specwrightIn(environment, folder, "lint", "none.yaml").stderr;
    expect(errors({ FORCE_COLOR: "1" })).toContain("\u001b[31mnone.yaml");
    expect(errors({})).toMatch(/^none/);
    expect(errors({ FORCE_COLOR: "0" })).toMatch(/^none/);
  });

  it.each([[["--help"]], [["ledger", "verify", "--help"]], [["generate", "pets.yaml", "--out", "gen"]]])(
    "specwright %j comes to its end when nobody reads",
    async (argv) => {
      expect(await specwrightUnread(project({ "pets.yaml": PETS }), ...argv)).toEqual({ code: 0, stderr: "" });
    },
  );

  it.each(["generate", "check"])("tells the exit codes in the help of %s", (command) => {
    expect(specwright(project({}), command, "--help").stdout).toContain("Exit codes: 0 done, 1 a contract is wrong");
  });
});
