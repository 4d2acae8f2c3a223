import express from "express";
import { afterEach, describe, expect, it } from "vitest";
import { notImplemented } from "../../generated/runtime/refusal.js";
import { RUN, startTaskRunner, type TestServer, type TestServerOptions } from "./task-runner.js";

let running: TestServer | undefined;
afterEach(async () => {
  await running?.close();
  running = undefined;
});

async function start(options: TestServerOptions = {}): Promise<TestServer> {
  running = await startTaskRunner(options);
  return running;
}

const AUTHORIZED = { authorization: "Bearer secret" };
const RUNS = "/v1/task-runner/runs";

function post(url: string, body: string | Uint8Array, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(url, {
    method: "POST",
    body,
    headers: { "content-type": "application/json", ...AUTHORIZED, ...headers },
  });
}

describe("paths and methods", () => {
  it("refuses a method that the path does not have, with Allow, in the operation's shape", async () => {
    const { url } = await start();
    const response = await fetch(`${url}${RUNS}/run-1`, { method: "DELETE" });
    expect([response.status, response.headers.get("allow")]).toEqual([405, "GET, HEAD, OPTIONS"]);
    expect(await response.json()).toEqual({ error: { code: "method-not-allowed", message: "method not allowed" } });
  });

  it("answers HEAD and OPTIONS where only GET is declared, unless told not to", async () => {
    const { url } = await start();
    const head = await fetch(`${url}${RUNS}/run-1`, { method: "HEAD" });
    expect([head.status, await head.text()], "as GET without credentials").toEqual([401, ""]);
    const options = await fetch(`${url}${RUNS}/run-1`, { method: "OPTIONS" });
    expect([options.status, options.headers.get("allow")]).toEqual([204, "GET, HEAD, OPTIONS"]);
    const strict = await start({ options: { impliedMethods: "refuse" } });
    expect((await fetch(`${strict.url}${RUNS}/run-1`, { method: "HEAD" })).status).toBe(405);
  });

  it("leaves unknown paths to the application that it is mounted in", async () => {
    const { url } = await start({
      prepare: (app) => app.get("/mine", (_request, response) => void response.send("mine")),
    });
    expect(await (await fetch(`${url}/mine`)).text()).toBe("mine");
    expect((await fetch(`${url}/nobody`)).status).toBe(404);
  });

  it("refuses unknown paths in the contract's shape when told to", async () => {
    const { url } = await start({ options: { unknownPaths: "refuse" } });
    const response = await fetch(`${url}/nobody`);
    expect([response.status, await response.json()]).toEqual([
      404,
      { error: { code: "not-found", message: "not found" } },
    ]);
  });

  it("works below a mount point", async () => {
    const { url } = await start({ mount: "/api", handlers: { getRunState: () => ({ status: 200, body: RUN }) } });
    expect((await fetch(`${url}${RUNS}/run-1`, { headers: AUTHORIZED })).status).toBe(200);
  });
});

describe("security and hooks", () => {
  it.each([[{}], [{ authorization: "Bearer wrong" }], [{ authorization: "Basic secret" }]])(
    "refuses %j",
    async (headers) => {
      const { url } = await start({ handlers: { getRunState: () => ({ status: 200, body: RUN }) } });
      const response = await fetch(`${url}${RUNS}/run-1`, { headers: headers as Record<string, string> });
      expect([response.status, response.headers.get("www-authenticate")]).toEqual([401, "Bearer"]);
      expect(await response.json()).toMatchObject({ error: { code: "unauthorized" } });
    },
  );

  it("passes the scopes of the alternative to the security function", async () => {
    const { url } = await start({ handlers: { getRunState: () => ({ status: 200, body: RUN }) } });
    const response = await fetch(`${url}${RUNS}/run-1`, { headers: { authorization: "Bearer taskrunner.admin" } });
    expect(response.status).toBe(200);
  });

  it("runs the hook before credentials and body, and sends its reply", async () => {
    const { url } = await start({
      before: { createPackRun: () => ({ status: 409, body: { error: { code: "early", message: "no" } } }) },
    });
    const response = await fetch(`${url}${RUNS}`, { method: "POST", body: "{" });
    expect([response.status, await response.json()]).toEqual([409, { error: { code: "early", message: "no" } }]);
  });
});

describe("request bodies", () => {
  it.each([
    [400, "malformed JSON", "{", {}],
    [400, "an empty body", "", {}],
    [400, "a wrong type", '{"manifest":1}', {}],
    [400, "a missing property", "{}", {}],
    [415, "another media type", "manifest=x", { "content-type": "application/x-www-form-urlencoded" }],
    [415, "an unreadable encoding", "{}", { "content-encoding": "br" }],
    [415, "an unreadable charset", "{}", { "content-type": "application/json; charset=utf-16" }],
    [
      400,
      "nesting that would exhaust the stack",
      `{"manifest":"","inputs":{"a":${"[".repeat(5000)}${"]".repeat(5000)}}}`,
      {},
    ],
  ])("answers %i to %s before the handler runs", async (status, _what, body, headers) => {
    let calls = 0;
    const { url } = await start({ handlers: { createPackRun: () => ((calls += 1), { status: 201, body: RUN }) } });
    const response = await post(`${url}${RUNS}`, body, headers);
    expect([response.status, response.headers.get("content-type"), calls]).toEqual([status, "application/json", 0]);
    // 400 has a shape of its own, 415 takes that of the default response.
    expect(await response.json()).toHaveProperty(status === 400 ? "errors" : "error.code");
  });

  it("tells each fault with its place", async () => {
    const { url } = await start();
    const response = await post(`${url}${RUNS}`, '{"runId":7,"inputs":[]}');
    const { errors } = (await response.json()) as { errors: { path: string }[] };
    expect(errors.map((fault) => fault.path).sort()).toEqual(["", "/inputs", "/runId"].sort());
  });

  it("reads up to the limit and refuses beyond it, also when the size is not announced", async () => {
    const { url } = await start({
      options: { bodyLimitBytes: 1000 },
      handlers: { createPackRun: () => ({ status: 201, body: RUN }) },
    });
    const body = (size: number) =>
      JSON.stringify({ manifest: "x".repeat(size - JSON.stringify({ manifest: "" }).length) });
    expect((await post(`${url}${RUNS}`, body(1000))).status).toBe(201);
    expect((await post(`${url}${RUNS}`, body(1001))).status).toBe(413);
    const chunked = new Blob([body(1001)]).stream();
    const init = {
      method: "POST",
      body: chunked,
      duplex: "half",
      headers: { "content-type": "application/json", ...AUTHORIZED },
    };
    expect((await fetch(`${url}${RUNS}`, init as RequestInit)).status).toBe(413); // duplex is not in the DOM's type
  });

  it("takes a body that the application has parsed already", async () => {
    const { url } = await start({
      prepare: (app) => app.use(express.json()),
      handlers: { createPackRun: ({ body }) => ({ status: 201, body: { ...RUN, runId: body.manifest } }) },
    });
    const response = await post(`${url}${RUNS}`, '{"manifest":"m"}');
    expect([response.status, await response.json()]).toMatchObject([201, { runId: "m" }]);
    expect((await post(`${url}${RUNS}`, '{"manifest":1}')).status).toBe(400);
  });
});

describe("bodies that the application has read", () => {
  it("are parsed from its bytes", async () => {
    const { url } = await start({
      prepare: (app) => app.use(express.raw({ type: "*/*" })),
      handlers: { createPackRun: ({ body }) => ({ status: 201, body: { ...RUN, runId: body.manifest } }) },
    });
    const response = await post(`${url}${RUNS}`, '{"manifest":"m"}');
    expect([response.status, await response.json()]).toMatchObject([201, { runId: "m" }]);
  });

  it("are missing, not waited for, when it kept nothing of them", async () => {
    const { url } = await start({
      prepare: (app) =>
        app.use((request, _response, next) => void request.resume().once("end", () => setImmediate(next))),
    });
    expect((await post(`${url}${RUNS}`, '{"manifest":"m"}')).status).toBe(400);
  });
});

describe("parameters", () => {
  it("decodes and checks them, and hands them over by group", async () => {
    const seen: unknown[] = [];
    const { url } = await start({ handlers: { getRunState: (request) => (seen.push(request), { status: 404 }) } });
    const headers = { ...AUTHORIZED, "X-StellaOps-Tenant": "t1" };
    const response = await fetch(`${url}${RUNS}/run_%41`, { headers });
    expect([response.status, await response.text(), seen]).toEqual([
      404,
      "",
      [{ path: { runId: "run_A" }, headers: { "X-StellaOps-Tenant": "t1" } }],
    ]);
    expect((await fetch(`${url}${RUNS}/run%20A`, { headers })).status).toBe(400);
    expect((await fetch(`${url}${RUNS}/%zz`, { headers })).status).toBe(400);
  });
});

describe("replies", () => {
  it("sends status, declared headers and body", async () => {
    const { url } = await start({
      handlers: { createPackRun: () => ({ status: 201, headers: { Location: "/x" }, body: RUN }) },
    });
    const response = await post(`${url}${RUNS}`, '{"manifest":"m"}');
    expect([response.status, response.headers.get("location"), await response.json()]).toEqual([201, "/x", RUN]);
    expect(response.headers.get("content-type")).toBe("application/json");
  });

  it.each([
    ["a body that breaks the schema", { status: 200, body: { ...RUN, planHash: "sha256:zz" } }],
    ["an undeclared header", { status: 200, body: RUN, headers: { "X-Own": "1" } }],
    ["a missing body", { status: 200 }],
    ["a body where there is none", { status: 404, body: {} }],
    ["a value that is not JSON", { status: 200, body: { ...RUN, steps: undefined } }],
  ])("answers 500, tells nobody outside why, and reports %s", async (_what, reply) => {
    // What types refuse, JavaScript or a wrong cast can still give.
    const { url, failures } = await start({ handlers: { getRunState: () => reply as never } });
    const response = await fetch(`${url}${RUNS}/run-1`, { headers: AUTHORIZED });
    expect([response.status, await response.json()]).toEqual([
      500,
      { error: { code: "failure", message: "internal server error" } },
    ]);
    expect(failures).toMatchObject([{ operationId: "getRunState", error: { name: "ReplyError" } }]);
  });

  it("answers 500 to a status that is not declared", async () => {
    const { url, failures } = await start({ handlers: { getOpenApiMetadata: () => ({ status: 204 }) as never } });
    const response = await fetch(`${url}/.well-known/openapi`, { headers: AUTHORIZED });
    expect([response.status, failures]).toMatchObject([500, [{ error: { message: "status 204 is not declared" } }]]);
  });

  it("sends them unchecked when told to", async () => {
    const { url } = await start({
      options: { validateReplies: false },
      handlers: { getRunState: () => ({ status: 200, body: { ...RUN, planHash: "sha256:zz" } }) },
    });
    expect((await fetch(`${url}${RUNS}/run-1`, { headers: AUTHORIZED })).status).toBe(200);
  });

  it("answers 500 when a handler throws, and goes on serving", async () => {
    const { url, failures } = await start({ handlers: { getRunState: () => Promise.reject(new Error("boom")) } });
    for (const count of [1, 2]) {
      const response = await fetch(`${url}${RUNS}/run-1`, { headers: AUTHORIZED });
      expect([response.status, await response.text(), failures.length]).toEqual([
        500,
        expect.not.stringContaining("boom"),
        count,
      ]);
    }
  });
});

describe("a handler that is still to be written", () => {
  it.each([
    ["where the operation declares a shape for it", `${RUNS}/run-1`],
    ["in the contract's usual shape where it declares none", "/.well-known/openapi"],
  ])("answers 501 %s, which is no failure", async (_what, path) => {
    const own = { getRunState: notImplemented, getOpenApiMetadata: notImplemented };
    const { url, failures } = await start({ handlers: own });
    const response = await fetch(`${url}${path}`, { headers: AUTHORIZED });
    expect(response.status).toBe(501);
    expect(await response.json()).toEqual({ error: { code: "not-implemented", message: "not implemented" } });
    expect(failures).toEqual([]);
  });
});
