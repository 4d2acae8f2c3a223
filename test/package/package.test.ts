import { spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { build, transformSync } from "esbuild";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readTree } from "../../generator/files.js";
import { generateDocument } from "../../generator/project.js";
import { temporaryFolder } from "../folders.js";
import { CONSUMER } from "./consumer.js";
import { describeNewProjects } from "./new-projects.js";
import { describeOtherNodes } from "./other-nodes.js";

/**
 * The package as npm makes it of this tree, and a project outside of it where it is installed from that file alone.
 */
const { folder, remove } = temporaryFolder(CONSUMER);
let tarball = "";

function run(command: string, ...argv: readonly string[]): string {
  const { status, stdout, stderr, error } = spawnSync(command, argv, { cwd: folder, encoding: "utf8" });
  expect(error).toBeUndefined();
  expect({ status, output: status === 0 ? "" : `${stdout}${stderr}` }).toEqual({ status: 0, output: "" });
  return stdout;
}

function runIn(cwd: string, command: string, ...argv: readonly string[]): { status: number | null; output: string } {
  const { status, stdout, stderr } = spawnSync(command, argv, { cwd, encoding: "utf8" });
  return { status, output: `${stdout}${stderr}` };
}

function runNode(script: string, ...argv: readonly string[]): string {
  return run(process.execPath, script, ...argv);
}

beforeAll(() => {
  run("npm", "pack", "--silent", "--pack-destination", folder, "--prefix", resolve("."), resolve("."));
  tarball = join(folder, readdirSync(folder).find((name) => name.endsWith(".tgz")) ?? "no tarball");
  run("npm", "install", "--prefer-offline", "--no-audit", "--no-fund", "--silent", tarball);
}, 120_000);

afterAll(remove);

describe("the command", () => {
  it("runs through npx, and is executable", () => {
    expect(run("npx", "--no", "--silent", "specwright", "--version")).toMatch(/^\d+\.\d+\.\d+\n$/);
    expect(run("node_modules/.bin/specwright", "--help")).toContain("specwright help COMMAND");
    expect(statSync(join(folder, "node_modules/specwright/dist/generator/cli.js")).mode & 0o111).toBe(0o111);
  });

  it("generates the same bytes as the sources do", () => {
    const contract = "openapi/taskrunner.yaml";
    mkdirSync(join(folder, "openapi"));
    copyFileSync(contract, join(folder, contract));
    run("node_modules/.bin/specwright", "generate", contract, "--out", "generated");
    const expected = generateDocument(contract, "generated").files;
    expect(expected.size).toBeGreaterThan(20);
    expect(readTree(join(folder, "generated"))).toEqual(new Map([...expected].sort(([a], [b]) => (a < b ? -1 : 1))));
  });
});

describe("the conformance suite", () => {
  it("judges a daemon from the package alone", () => {
    const program = `
      import { createDaemon, MemoryStorage } from "specwright/server";
      import { isConforming, judgeJobspec } from "specwright/conformance";
      const daemon = await createDaemon({ storage: new MemoryStorage(), token: "t" });
      const url = \`http://127.0.0.1:\${await daemon.server.listen("127.0.0.1", 0)}\`;
      const only = ["1.observe.*", "2.auth.*"];
      const results = await judgeJobspec({ url, token: "t", levels: new Set([1, 2]), only });
      await daemon.stop(1000);
      const passed = results.filter(({ outcome }) => outcome?.kind === "passed").length;
      console.log(JSON.stringify({ isConforming: isConforming(results), passed, all: results.length }));
    `;
    writeFileSync(join(folder, "judge.mjs"), program);
    const judged = JSON.parse(runNode("judge.mjs")) as { readonly all: number }; // printed above
    expect(judged).toEqual({ isConforming: true, passed: judged.all, all: judged.all });
    expect(judged.all).toBeGreaterThan(15);
    expect(run("node_modules/.bin/specwright", "conformance", "jobspec", "--help")).toContain("--known-failing <file>");
  });
});

describe("the entries", () => {
  it("work in Node", () => {
    writeFileSync(join(folder, "main.js"), transformSync(CONSUMER["main.ts"] ?? "", { loader: "ts" }).code);
    expect(JSON.parse(runNode("main.js"))).toEqual({ submitted: ["job-1", "queued"], health: 200, entries: [0, true] });
  });

  it.each([
    ["5.9", "typescript", "tsconfig.json"],
    ["5.9, in a browser", "typescript", "tsconfig.page.json"],
    ["7", "typescript7", "tsconfig.json"],
    ["7, in a browser", "typescript7", "tsconfig.page.json"],
  ])("type-check with TypeScript %s", (version, name, project) => {
    const compiler = resolve("node_modules", name, "bin/tsc");
    expect(runNode(compiler, "--version")).toContain(`Version ${version.split(",")[0]}.`);
    runNode(compiler, "-p", project);
  });

  it("have no fault that attw or publint knows", () => {
    runNode(resolve("node_modules/@arethetypeswrong/cli/dist/index.js"), tarball, "--profile", "esm-only");
    runNode(resolve("node_modules/publint/src/cli.js"), "run", tarball, "--strict");
  });
});

describeNewProjects({ folder, run: runIn });
describeOtherNodes({ folder, run: runIn });

describe("a page's bundle", () => {
  it("holds the client of the contract that it calls, and nothing else", async () => {
    const result = await build({
      entryPoints: [join(folder, "page.ts")],
      bundle: true,
      minify: true,
      platform: "browser",
      format: "esm",
      metafile: true,
      write: false,
    });
    const [output] = Object.values(result.metafile.outputs);
    const inputs = Object.entries(output?.inputs ?? {}).filter(([, { bytesInOutput }]) => bytesInOutput > 0);
    const paths = inputs.map(([path]) => path.replace(/^.*node_modules\/specwright\//, ""));
    const imports = Object.values(result.metafile.inputs).flatMap((input) => input.imports.map(({ path }) => path));

    expect(paths).toContain("dist/generated/jobspec/client.js");
    expect(paths.filter((path) => !path.startsWith("dist/generated/") && !path.endsWith("page.ts"))).toEqual([]);
    expect(paths.filter((path) => /taskrunner|server|router/.test(path))).toEqual([]);
    expect(imports.filter((path) => path.startsWith("node:") || path.includes("express"))).toEqual([]);
    expect(output?.imports).toEqual([]);
  });
});
