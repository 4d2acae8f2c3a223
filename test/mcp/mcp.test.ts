import { resolve } from "node:path";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";
import { InMemoryTransport } from "@modelcontextprotocol/sdk/inMemory.js";
import type { CallToolResult } from "@modelcontextprotocol/sdk/types.js";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createToolServer } from "../../client/mcp/serve-tools.js";
import { annotationsOf, isServed } from "../../client/mcp/tool-selection.js";
import { toContent } from "../../client/mcp/tool-content.js";
import type { Tool } from "../../generated/runtime/tool.js";
import { specwright } from "../cli/cli.js";
import { RUN, startTaskRunner, type TestServer } from "../server/task-runner.js";

const LOADER = `file://${resolve("node_modules/tsx/dist/loader.mjs")}`;
const CONTRACT = "openapi/taskrunner.yaml";

let server: TestServer;
let host: Client;
const seen: string[] = [];

beforeAll(async () => {
  server = await startTaskRunner({
    handlers: {
      getRunState: ({ path, headers }) => {
        seen.push(`${path.runId} for ${headers?.["X-StellaOps-Tenant"]}`);
        return path.runId === "none" ? { status: 404 } : { status: 200, body: RUN };
      },
      createPackRun: ({ body }) => ({
        status: 409,
        body: { error: { code: "conflict", message: `${body.manifest} runs already` } },
      }),
      listRunArtifacts: () => new Promise(() => undefined),
      // Outside of the contract on purpose: what the router makes of it is a 500 in the contract's shape.
      getOpenApiMetadata: () => ({ status: 200, body: {} as never }),
    },
  });
  host = await connect("--timeout", "400", "--exclude", "Approvals");
}, 60_000);
afterAll(async () => {
  await host.close();
  await server.close();
});

async function connect(...options: readonly string[]): Promise<Client> {
  const args = ["--import", LOADER, "generator/cli.ts", "mcp", "--contract", CONTRACT, "--url", server.url];
  const client = new Client({ name: "test", version: "1" });
  await client.connect(
    new StdioClientTransport({
      command: process.execPath,
      args: [
        ...args,
        "--credential-env",
        "oauth2=TASKRUNNER_TOKEN",
        "--header",
        "X-StellaOps-Tenant: acme",
        ...options,
      ],
      env: { TASKRUNNER_TOKEN: "secret" },
      stderr: "ignore",
    }),
  );
  return client;
}

async function call(name: string, input: Record<string, unknown>): Promise<{ isError: unknown; text: string }> {
  const { isError, content } = (await host.callTool({ name, arguments: input })) as CallToolResult; // not a task
  return { isError, text: content.map((part) => (part.type === "text" ? part.text : part.type)).join("\n") };
}

describe("specwright mcp", () => {
  it("lists the operations that were asked for", async () => {
    const { tools } = await host.listTools();
    expect(tools.map(({ name }) => name)).toContain("getRunState");
    expect(tools.map(({ name }) => name)).not.toContain("applyApprovalDecision");
    expect(tools.find(({ name }) => name === "cancelRun")).toMatchObject({
      description: expect.stringContaining("stop") as string,
      inputSchema: { type: "object", required: ["path"] },
      annotations: { readOnlyHint: false },
    });
  });

  it("gives a reply as JSON, with the credentials and headers of the command line", async () => {
    const { isError, text } = await call("getRunState", { path: { runId: "run-1" } });
    expect(isError).toBe(false);
    expect(JSON.parse(text)).toEqual({ status: 200, body: RUN });
    expect(seen).toEqual(["run-1 for acme"]);
  });

  it("gives errors of the API as errors of the tool", async () => {
    expect(await call("getRunState", { path: { runId: "none" } })).toEqual({ isError: true, text: '{"status":404}' });
    const conflict = await call("createPackRun", { body: { manifest: "pack" } });
    expect(conflict.isError).toBe(true);
    expect(conflict.text).toContain("pack runs already");
    expect(await call("getOpenApiMetadata", {})).toMatchObject({
      isError: true,
      text: expect.stringMatching(/undeclared-status$/) as string,
    });
  });

  it("says what is wrong with an input, and sends nothing", async () => {
    const before = seen.length;
    expect(await call("getRunState", { path: { runId: "no spaces" }, query: {} })).toEqual({
      isError: true,
      text: "Nothing was sent, the input is wrong:\n/query must not be present",
    });
    expect((await call("getRunState", { path: { runId: "no spaces" } })).text).toContain("/path/runId must match");
    expect(seen).toHaveLength(before);
  });

  it("gives up in time", async () => {
    const late = await call("listRunArtifacts", { path: { runId: "run-1" } });
    expect(late).toEqual({ isError: true, text: expect.stringMatching(/: timeout$/) as string });
  });

  it("refuses a tool that is not there", async () => {
    await expect(call("applyApprovalDecision", {})).rejects.toThrow("no tool has the name applyApprovalDecision");
  });

  it.each([
    [["--contract", CONTRACT], 2, "--url"],
    [["--contract", CONTRACT, "--url", "ftp://x"], 2, "http or https"],
    [["--contract", CONTRACT, "--url", "http://x", "--header", "x"], 2, "NAME:VALUE"],
    [["--contract", CONTRACT, "--url", "http://x", "--credential-env", "a=NOT_SET"], 2, "NOT_SET is not set"],
    [["--contract", CONTRACT, "--url", "http://x", "--header", "a b: c"], 2, "Not a header"],
    [
      ["--contract", CONTRACT, "--url", "http://x", "--credential", "oauth=x"],
      2,
      "no security scheme oauth, but oauth2",
    ],
    [["--contract", CONTRACT, "--url", "http://x", "--exclude", "cancelRuns"], 2, "tag or method cancelRuns"],
    [["--contract", "none.yaml", "--url", "http://x"], 1, "none.yaml"],
  ])("%j exits with %i", (argv, code, message) => {
    const run = specwright(".", "mcp", ...argv);
    expect(run.code).toBe(code);
    expect(run.stderr).toContain(message);
    expect(run.stdout).toBe("");
  });

  it("ends when its input ends", () => {
    // With no input at all.
    expect(specwright(".", "mcp", "--contract", CONTRACT, "--url", "http://x")).toMatchObject({ code: 0, stdout: "" });
  });
});

describe("a tool server", () => {
  const tool = { name: "photo", description: "d", method: "GET", path: "/p", inputSchema: { type: "object" } };

  it("hands images over as such", async () => {
    const photo: Tool = {
      ...tool,
      call: () =>
        Promise.resolve({
          outcome: "reply",
          isError: false,
          status: 200,
          body: { mediaType: "image/png", base64: "iVA=" },
        }),
    };
    const [near, far] = InMemoryTransport.createLinkedPair();
    const client = new Client({ name: "test", version: "1" });
    await Promise.all([createToolServer([photo], { baseUrl: "" }, "1").connect(near), client.connect(far)]);
    expect((await client.callTool({ name: "photo" }))["content"]).toEqual([
      { type: "text", text: '{"status":200}' },
      { type: "image", data: "iVA=", mimeType: "image/png" },
    ]);
  });

  it("tells the faults of a reply outside of the contract", () => {
    const issues = [{ path: "/id", message: "must be a string", keyword: "type" }];
    const result = { outcome: "failed", isError: true, code: "invalid-body", message: "GET /p: invalid-body" } as const;
    expect(toContent({ ...result, issues }).content).toEqual([
      { type: "text", text: "GET /p: invalid-body\n/id must be a string" },
    ]);
  });

  it.each([
    [{ include: [], exclude: [] }, true],
    [{ include: ["get"], exclude: [] }, true],
    [{ include: ["pets"], exclude: [] }, true],
    [{ include: ["other", "photo"], exclude: [] }, true],
    [{ include: ["other"], exclude: [] }, false],
    [{ include: ["photo"], exclude: ["pets"] }, false],
  ])("%j serves it: %s", (selection, expected) => {
    expect(isServed({ ...tool, tags: ["pets"] }, selection)).toBe(expected);
  });

  it("says which tools change something", () => {
    expect(annotationsOf({ method: "GET" })).toMatchObject({ readOnlyHint: true, destructiveHint: false });
    expect(annotationsOf({ method: "POST" })).toMatchObject({ destructiveHint: false, idempotentHint: false });
    expect(annotationsOf({ method: "DELETE" })).toMatchObject({ destructiveHint: true, idempotentHint: true });
  });
});
