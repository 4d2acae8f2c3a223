import { spawnSync } from "node:child_process";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";
import createClient from "openapi-fetch";
import { afterAll, beforeAll, expect, it } from "vitest";
import { Contract } from "../../generator/document/contract.js";
import { writeFiles } from "../../generator/files.js";
import { generate } from "../../generator/generate.js";
import type { paths } from "../../generated/taskrunner/openapi.js";
import { folderNearPackages } from "../folders.js";
import { RUN, startTaskRunner, type TestServer } from "../server/task-runner.js";

/** The real openapi-fetch on our `paths`, as its users write it, against our server. */
let server: TestServer;
beforeAll(async () => {
  server = await startTaskRunner({
    handlers: {
      getRunState: ({ path }) => (path.runId === "run-1" ? { status: 200, body: RUN } : { status: 404 }),
      createPackRun: ({ body }) => ({ status: 201, headers: { Location: `/runs/${body.runId ?? "new"}` }, body: RUN }),
      listRunArtifacts: () => ({ status: 200, body: [{ name: "report", type: "file", status: "captured" }] }),
    },
  });
});
afterAll(() => server.close());

function client() {
  return createClient<paths>({ baseUrl: server.url, headers: { authorization: "Bearer secret" } });
}

it("reads what the server sends, by path and method", async () => {
  const { data, error } = await client().GET("/v1/task-runner/runs/{runId}", { params: { path: { runId: "run-1" } } });
  expect(error).toBeUndefined();
  // Typed: `data.steps` is an array of steps.
  expect(data?.steps.map((step) => step.stepId)).toEqual([]);
  const artifacts = await client().GET("/v1/task-runner/runs/{runId}/artifacts", {
    params: { path: { runId: "run-1" } },
  });
  expect(artifacts.data?.[0]?.status).toBe("captured");
});

it("sends bodies and headers that the server accepts", async () => {
  const { response, data } = await client().POST("/v1/task-runner/runs", {
    params: { header: { "X-StellaOps-Tenant": "t" } },
    body: { manifest: "m", runId: "run-7" },
  });
  expect([response.status, response.headers.get("location"), data?.runId]).toEqual([201, "/runs/run-7", "run-1"]);
});

it("gets refusals in the declared error shape", async () => {
  const { error, response } = await client().POST("/v1/task-runner/runs/{runId}/approvals/{approvalId}", {
    params: { path: { runId: "run-1", approvalId: "a" } },
    body: { decision: "approved", planHash: "nonsense" },
  });
  expect(response.status).toBe(400);
  expect(error?.error.code).toBe("invalid-request");
});

it("refuses at compile time what the contract does not have", () => {
  const api = client();
  // @ts-expect-error no such path
  void (() => api.GET("/v1/task-runner/nothing"));
  // @ts-expect-error the path parameter is missing
  void (() => api.GET("/v1/task-runner/runs/{runId}", {}));
  const approvals = "/v1/task-runner/runs/{runId}/approvals/{approvalId}";
  // @ts-expect-error not one of the decisions
  void (() => api.POST(approvals, { body: { decision: "maybe", planHash: "" } }));
  expect(api).toBeDefined();
});

it("is what `client: openapi-fetch` generates, with the types it needs", async () => {
  const contract = Contract.load("openapi/taskrunner.yaml", (file) => readFileSync(file, "utf8"));
  const options = { name: "taskrunner", source: "taskrunner.yaml", runtime: "../runtime/", targets: [] };
  const files = generate(contract, { ...options, client: "openapi-fetch" });
  const others = new Set(generate(contract, options).keys());
  expect([...files.keys()].filter((path) => !others.has(path))).toEqual(["openapi-fetch.ts", "openapi.ts"]);

  const folder = folderNearPackages();
  try {
    writeFiles(folder, files);
    const use = `import { createTaskrunnerFetch } from "./openapi-fetch.js";
      const client = createTaskrunnerFetch({ baseUrl: "" });
      const { data } = await client.GET("/v1/task-runner/runs/{runId}", { params: { path: { runId: "a" } } });
      export const steps: readonly object[] | undefined = data?.steps;
      // @ts-expect-error: not a path of the contract
      await client.GET("/none");`;
    writeFileSync(join(folder, "use.ts"), use);
    const compilerOptions = { noEmit: true, strict: true, target: "es2022", module: "nodenext", types: ["node"] };
    writeFileSync(join(folder, "package.json"), '{ "type": "module" }');
    writeFileSync(join(folder, "tsconfig.json"), JSON.stringify({ compilerOptions, files: ["use.ts"] }));
    const tsc = resolve("node_modules/typescript7/bin/tsc");
    const run = spawnSync(process.execPath, [tsc, "-p", folder], { encoding: "utf8" });
    expect({ status: run.status, output: run.stdout }).toEqual({ status: 0, output: "" });

    const outfile = join(folder, "client.mjs");
    await build({ entryPoints: [join(folder, "openapi-fetch.ts")], outfile, bundle: true, format: "esm" });
    const module = (await import(pathToFileURL(outfile).href)) as { createTaskrunnerFetch: typeof createClient };
    const headers = { authorization: "Bearer secret" };
    const made = module.createTaskrunnerFetch<paths>({ baseUrl: server.url, headers });
    const { data } = await made.GET("/v1/task-runner/runs/{runId}", { params: { path: { runId: "run-1" } } });
    expect(data?.runId).toBe("run-1");
  } finally {
    rmSync(folder, { recursive: true });
  }
});
