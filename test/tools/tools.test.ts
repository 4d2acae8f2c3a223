import { beforeAll, describe, expect, it } from "vitest";
import { jobspecTools } from "../../generated/jobspec/tools.js";
import type { Tool, ToolResult } from "../../generated/runtime/tool.js";
import { createPackRunTool, streamRunLogsTool, taskrunnerTools } from "../../generated/taskrunner/tools.js";
import { RUN, startTaskRunner } from "../server/task-runner.js";
import { loadTools } from "./generated-tools.js";
import { refusals } from "./subset.js";

let pets: Record<string, Tool>;
beforeAll(async () => {
  pets = await loadTools("test/tools/pets.yaml");
});

const LONG = "getPetVeryLongNameThatGoesOnAndOnUntilNoProviderWouldTakeItAnyMoreTool";

function tool(name: string): Tool {
  const found = pets[name];
  if (found === undefined) throw new Error(`no ${name} among ${Object.keys(pets).join(", ")}`);
  return found;
}

describe("what a provider is shown", () => {
  it("stays within the limits of all of them", () => {
    const all = [...jobspecTools, ...taskrunnerTools, ...Object.values(pets).filter((each) => "name" in each)];
    expect(all.length).toBeGreaterThan(20);
    for (const { name, description, inputSchema } of all as Tool[]) {
      expect(name).toMatch(/^[a-zA-Z0-9_-]{1,64}$/);
      expect(description.length).toBeLessThanOrEqual(1024);
      expect(description).not.toBe("");
      expect(refusals(inputSchema)).toEqual([]);
      expect(() => JSON.stringify(inputSchema)).not.toThrow();
    }
    expect(new Set(taskrunnerTools.map(({ name }) => name)).size).toBe(taskrunnerTools.length);
  });

  it("tells what the contract tells, constraints in words, names changed where they must be", () => {
    expect(tool(LONG)).toMatchObject({
      name: "getPetVeryLongNameThatGoesOnAndOnUntilNoProviderWouldTakeItAnyMo",
      description: "Read a pet.\n\nWith all that is known of it.",
      method: "GET",
      path: "/pets/{pet-id}",
      tags: ["pets", "reading"],
      inputSchema: {
        properties: {
          path: {
            properties: { "pet-id": { type: "integer", description: "Which pet. (minimum 1)" } },
            required: ["pet-id"],
          },
          query: {
            properties: {
              filter_x5b_name_x5d_: { type: "string" },
              _x24_top: { type: "integer", description: "(maximum 10, default 5)" },
            },
          },
          headers: {
            properties: { "X-Tenant": { type: "string", description: "(pattern ^[a-z]+$)" } },
            required: ["X-Tenant"],
          },
        },
        required: ["path", "headers"],
        additionalProperties: false,
      },
    });
    expect(tool("putPetTool").description).toBe("Deprecated. PUT /pets/{pet-id}");
  });

  it("puts combined schemas together and ends recursion", () => {
    const { properties } = tool("putPetTool").inputSchema as { properties: { body: unknown } };
    const child = { type: "array", items: { type: "object", additionalProperties: true, description: "A pet." } };
    expect(properties.body).toEqual({
      type: "object",
      properties: {
        name: { type: "string", description: "Its name. (minimum length 1)" },
        kind: { type: "string", enum: ["cat", "dog"] },
        age: { type: ["integer", "null"], description: "(minimum 0)" },
        size: { anyOf: [{ type: "string", enum: ["big"] }, { type: "number" }] },
        born: { type: "string", format: "date" },
        chip: { type: "string", description: "(format iso-11784)" },
        _x40_tag: { type: "string" },
        any: {},
        id_or_name: { anyOf: [{ type: "string" }, { type: "integer" }] },
        pair: {
          type: "array",
          items: { anyOf: [{ type: "string" }, { type: "integer" }] },
          description: "(items in the order of the alternatives)",
        },
        labels: { type: "object", additionalProperties: { type: "string" } },
        extras: { type: "object", additionalProperties: true },
        children: child,
      },
      required: ["name", "kind"],
      additionalProperties: false,
      description: "A pet.",
    });
  });
});

/** Calls a tool with a `fetch` that notes the request and gives a response. */
async function run(each: Tool, input: unknown, response = new Response(null, { status: 204 })) {
  const requests: Request[] = [];
  const fetch = (url: string, init: RequestInit): Promise<Response> => {
    requests.push(new Request(url, init));
    return Promise.resolve(response);
  };
  const result = await each.call({ baseUrl: "http://pets.test", fetch }, input);
  return { result, request: requests[0] };
}

describe("an input", () => {
  it("is sent under the contract's names", async () => {
    const input = {
      path: { "pet-id": 7 },
      query: { filter_x5b_name_x5d_: "Rex", _x24_top: 3 },
      headers: { "X-Tenant": "a" },
    };
    const { result, request } = await run(tool(LONG), input, Response.json({ name: "Rex", kind: "dog", id: "7" }));
    expect(request?.url).toBe("http://pets.test/pets/7?filter%5Bname%5D=Rex&%24top=3");
    expect(request?.headers.get("x-tenant")).toBe("a");
    expect(result).toEqual({
      outcome: "reply",
      isError: false,
      status: 200,
      body: { name: "Rex", kind: "dog", id: "7" },
    });
  });

  it.each<[string, unknown, string[]]>([
    ["nothing", undefined, [": required", ": required"]],
    ["a text", "x", [": type"]],
    ["an unknown group", { path: { "pet-id": 1 }, headers: { "X-Tenant": "a" }, x: 1 }, ["/x: additionalProperties"]],
    ["a group that is none", { path: 1, headers: { "X-Tenant": "a" } }, ["/path: type"]],
    ["a missing parameter", { path: {}, headers: { "X-Tenant": "a" } }, ["/path: required"]],
    ["a wrong type", { path: { "pet-id": "7" }, headers: { "X-Tenant": "a" } }, ["/path/pet-id: type"]],
    [
      "what the schema had no word for",
      { path: { "pet-id": 0 }, query: { _x24_top: 11 }, headers: { "X-Tenant": "A" } },
      ["/path/pet-id: minimum", "/query/$top: maximum", "/headers/X-Tenant: pattern"],
    ],
    [
      "a parameter nobody knows",
      { path: { "pet-id": 1 }, headers: { "X-Tenant": "a", y: 1 } },
      ["/headers/y: additionalProperties"],
    ],
  ])("of %s is refused before anything is sent", async (_what, input, expected) => {
    const { result, request } = await run(tool(LONG), input);
    expect(request).toBeUndefined();
    expect(result).toMatchObject({ outcome: "refused", isError: true });
    const { issues } = result as Extract<ToolResult, { outcome: "refused" }>;
    expect(issues.map(({ path, keyword }) => `${path}: ${keyword}`)).toEqual(expected);
  });

  it("refuses a body that the contract refuses", async () => {
    const { result } = await run(tool("putPetTool"), { path: { "pet-id": 1 }, body: { name: "", kind: "cow" } });
    expect(result).toMatchObject({ issues: [{ path: "/body/name" }, { path: "/body/kind" }] });
  });

  it("holds files and bytes as base64", async () => {
    const png = new Response(new Uint8Array([137, 80]), { headers: { "content-type": "image/png" } });
    const photo = await run(tool("addPhotoTool"), { body: { file: btoa("hello"), note: "hi" } }, png);
    const form = await photo.request?.formData();
    expect(await (form?.get("file") as Blob).text()).toBe("hello");
    expect(form?.get("note")).toBe("hi");
    expect(photo.result).toMatchObject({ body: { mediaType: "image/png", base64: "iVA=" } });

    const text = new Response("x".repeat(70_000), { headers: { "content-type": "text/plain" } });
    const bytes = await run(tool("putBytesTool"), { body: btoa("bytes") }, text);
    expect(await bytes.request?.text()).toBe("bytes");
    expect(bytes.result).toMatchObject({ body: "x".repeat(65_536), isCut: true });

    const bad = await run(tool("putBytesTool"), { body: "!" });
    expect(bad.result).toMatchObject({ outcome: "refused", issues: [{ path: "/body", keyword: "contentEncoding" }] });
  });
});

describe("a reply", () => {
  it("outside of the contract is a failure that says so", async () => {
    const reply = await run(
      tool("putPetTool"),
      { path: { "pet-id": 1 }, body: { name: "a", kind: "cat" } },
      Response.json({}),
    );
    expect(reply.result).toMatchObject({ outcome: "failed", isError: true, code: "undeclared-status" });
  });

  it("of a stream ends at the limits, and closes the stream", async () => {
    let isClosed = false;
    const endless = new ReadableStream<Uint8Array>({
      pull: (controller) => controller.enqueue(new TextEncoder().encode('{"a":1}\n')),
      cancel: () => {
        isClosed = true;
      },
    });
    const lines = new Response(endless, { headers: { "content-type": "application/x-ndjson" } });
    const fetch = (): Promise<Response> => Promise.resolve(lines);
    const result = await tool("logTool").call({ baseUrl: "", fetch }, {}, { maxItems: 2 });
    expect(result).toEqual({
      outcome: "reply",
      isError: false,
      status: 200,
      body: [{ a: 1 }, { a: 1 }],
      isCut: true,
    });
    expect(isClosed).toBe(true);
  });
});

describe("against the generated server", () => {
  it("gives replies, errors of the API and streams that go on", async () => {
    const server = await startTaskRunner({
      handlers: {
        createPackRun: ({ body }) =>
          body.manifest === "known"
            ? { status: 409, body: { error: { code: "conflict", message: "known" } } }
            : { status: 201, headers: { Location: "/runs/run-1" }, body: RUN },
        streamRunLogs: (_request, { signal }) => ({
          status: 200,
          body: (async function* () {
            yield { timestamp: RUN.createdAt, level: "info", eventType: "run.started", message: "begun", metadata: {} };
            await new Promise((resolve) => signal.addEventListener("abort", resolve));
          })(),
        }),
      },
    });
    const client = { baseUrl: server.url, credentials: { oauth2: "secret" } };
    try {
      const created = await createPackRunTool.call(client, { body: { manifest: "a" } });
      expect(created).toMatchObject({ status: 201, isError: false, headers: { Location: "/runs/run-1" }, body: RUN });
      const conflict = await createPackRunTool.call(client, { body: { manifest: "known" } });
      expect(conflict).toMatchObject({ status: 409, isError: true, body: { error: { code: "conflict" } } });
      const log = await streamRunLogsTool.call(client, { path: { runId: "run-1" } }, { maxStreamMs: 200 });
      expect(log).toMatchObject({ status: 200, body: [{ message: "begun" }], isCut: true });
    } finally {
      await server.close();
    }
  });
});
