import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";
import { beforeAll, expect, it, onTestFinished } from "vitest";
import { Contract } from "../../generator/document/contract.js";
import { writeFiles } from "../../generator/files.js";
import { generateFolder } from "../../generator/project.js";
import { scratch, specwright } from "../cli/cli.js";
import { folderNearPackages } from "../folders.js";
import { RUN, startTaskRunner } from "../server/task-runner.js";

type Call = (options: object) => Promise<{ data?: unknown; error?: unknown }>;

let files: Map<string, string>;
beforeAll(() => {
  const contract = Contract.load("openapi/taskrunner.yaml", (file) => readFileSync(file, "utf8"));
  files = generateFolder(contract, { name: "taskrunner", document: "taskrunner.yaml", targets: [], sdk: "hey-api" });
}, 60_000);

it("generates an SDK of hey-api's that our server understands", async () => {
  expect([...files.keys()].filter((path) => path.includes("/hey-api/")).length).toBeGreaterThan(5);
  const folder = folderNearPackages();
  onTestFinished(() => rmSync(folder, { recursive: true }));
  writeFiles(folder, files);
  const outfile = join(folder, "sdk.mjs");
  await build({ entryPoints: [join(folder, "taskrunner/hey-api/sdk.gen.ts")], outfile, bundle: true, format: "esm" });
  const sdk = (await import(pathToFileURL(outfile).href)) as Readonly<Record<string, Call>>; // a function per operation

  const server = await startTaskRunner({
    handlers: { getRunState: ({ path }) => (path.runId === "run-1" ? { status: 200, body: RUN } : { status: 404 }) },
  });
  const options = { baseUrl: server.url, headers: { authorization: "Bearer secret" } };
  try {
    const found = await sdk["getRunState"]?.({ ...options, path: { runId: "run-1" } });
    expect(found?.data).toEqual(RUN);
    const refused = await sdk["createPackRun"]?.({ ...options, body: { manifest: 1 } });
    expect(refused?.error).toMatchObject({ errors: [{ path: "/manifest" }] });
  } finally {
    await server.close();
  }
}, 60_000);

it("says what is missing when hey-api is not installed", () => {
  const text = 'openapi: 3.1.0\ninfo: { title: A, version: "1" }\npaths: {}\n';
  const config = "contracts: { a: { document: a.yaml, sdk: hey-api } }\n";
  const folder = scratch({ "a.yaml": text, "specwright.config.yaml": config });
  expect(specwright(folder, "generate")).toMatchObject({
    code: 1,
    stdout: "",
    stderr: "a.yaml:1:1: sdk: hey-api needs @hey-api/openapi-ts: npm install --save-dev @hey-api/openapi-ts\n",
  });
});

it("says which TypeScript it finds when that is of no use", () => {
  const text = 'openapi: 3.1.0\ninfo: { title: A, version: "1" }\npaths: {}\n';
  const folder = scratch({
    "a.yaml": text,
    "specwright.config.yaml": "contracts: { a: { document: a.yaml, sdk: hey-api } }\n",
    "node_modules/@hey-api/openapi-ts/package.json": '{ "version": "0.99.0" }',
    "node_modules/typescript/package.json": '{ "version": "7.0.2" }',
  });
  expect(specwright(folder, "generate").stderr).toContain("needs TypeScript 5 or 6 and finds 7.0.2");
});
