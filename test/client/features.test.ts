import { once } from "node:events";
import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import ts from "typescript";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { generateClient, type GeneratedClient } from "./generated-client.js";

/** Operations of features.yaml; their types are what the compiler is asked about below. */
type Operation = (client: object, request?: object, options?: object) => Promise<Reply>;

interface Reply {
  readonly status: number;
  readonly headers?: object;
  readonly contentType?: string;
  readonly body?: unknown;
}

let generated: GeneratedClient;
let operations: Readonly<Record<string, Operation>>;
let server: Server;
let listener: RequestListener = echo;

beforeAll(async () => {
  generated = generateClient();
  operations = await generated.load("features/client.js");
  server = createServer((request, response) => listener(request, response)).listen(0, "127.0.0.1");
  await once(server, "listening");
});
afterAll(() => {
  generated.remove();
  server.closeAllConnections();
  server.close();
});

/** Replies with what came. */
function echo(...[request, response]: Parameters<RequestListener>): void {
  const chunks: Buffer[] = [];
  request.on("data", (chunk: Buffer) => chunks.push(chunk));
  request.on("end", () => {
    const { method, url, headers } = request;
    response.writeHead(200, { "content-type": "application/json" });
    response.end(JSON.stringify({ method, url, headers, text: Buffer.concat(chunks).toString() }));
  });
}

function answering(status: number, headers: Record<string, string>, body = ""): RequestListener {
  return (request, response) => {
    request.resume();
    response.writeHead(status, headers).end(body);
  };
}

async function run(name: string, request: object = {}, credentials: object = {}): Promise<Reply> {
  const operation = operations[name];
  if (operation === undefined) throw new Error(`no operation ${name}`);
  const { port } = server.address() as AddressInfo; // a TCP server has a port
  return operation({ baseUrl: `http://127.0.0.1:${port}`, credentials }, request);
}

/** What of a request came to a server that echoes it. */
interface Sent {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
}

async function sent(name: string, request?: object, credentials?: object): Promise<Sent> {
  listener = echo;
  return (await run(name, request, credentials)).body as Sent; // from `echo`
}

describe("requests", () => {
  it("carry parameters in their styles", async () => {
    const path = { simple: "a/b", list: { x: 1, y: 2 }, label: ["l", "m"], matrix: ["n", "o"], suffix: 7 };
    const query = {
      form: ["1", "2"],
      csv: [3, 4],
      space: ["5", "6"],
      pipe: ["7"],
      deep: { a: "b c" },
      raw: "a/b?c",
      json: {},
    };
    const { method, url, headers } = await sent("styles", {
      path,
      query,
      headers: { "X-Flag": false, "X-List": [1, 2] },
      cookies: { sid: "a b" },
    });
    expect(method).toBe("GET");
    expect(url).toBe(
      "/styles/a%2Fb/x=1,y=2/.l,m/;matrix=n;matrix=o/file.7" +
        "?form=1&form=2&csv=3,4&space=5%206&pipe=7&deep%5Ba%5D=b%20c&raw=a/b?c&json=%7B%7D",
    );
    expect(headers).toMatchObject({ "x-flag": "false", "x-list": "1,2", cookie: "sid=a%20b" });
  });

  it("leave out what is not given", async () => {
    const path = { simple: "a", list: { a: 1 }, label: ["l"], matrix: ["m"], suffix: 1 };
    const { url, headers } = await sent("styles", { path });
    expect(url).toBe("/styles/a/a=1/.l/;matrix=m/file.1");
    expect(headers).not.toHaveProperty("cookie");
    const empty = await sent("optional");
    expect([empty.text, empty.headers["content-type"]]).toEqual(["", undefined]);
  });

  it.each([{ simple: ".." }, { simple: "" }, { list: {} }, { label: [] }, { matrix: [] }])(
    "are not made when %j would call another path",
    async (wrong) => {
      const path = { simple: "a", list: { a: 1 }, label: ["l"], matrix: ["m"], suffix: 1, ...wrong };
      await expect(run("styles", { path })).rejects.toMatchObject({
        code: "unsendable",
        cause: { name: "RangeError" },
      });
    },
  );

  it("carry forms, and forms with files", async () => {
    const form = await sent("form", { body: { tags: ["a", "b"], deep: { x: 1 }, csv: [1, 2] } });
    expect(form.headers["content-type"]).toBe("application/x-www-form-urlencoded");
    expect(decodeURIComponent(form.text)).toBe("tags=a&tags=b&deep[x]=1&csv=1,2");
    const { headers, text } = await sent("upload", { body: { file: new File(["abc"], "a.txt"), meta: { a: 1 } } });
    expect(headers["content-type"]).toMatch(/^multipart\/form-data; boundary=/);
    expect(text).toContain('name="file"; filename="a.txt"');
    expect(text).toMatch(/Content-Type: application\/json\r\n\r\n{"a":1}/);
  });

  it("carry bytes as they are made", async () => {
    async function* bytes(): AsyncGenerator<Uint8Array> {
      for (const part of ["a", "b"]) yield await Promise.resolve(new TextEncoder().encode(part));
    }
    const { headers, text } = await sent("putBytes", { body: bytes() });
    expect([headers["content-type"], headers["transfer-encoding"], text]).toEqual([
      "application/octet-stream",
      "chunked",
      "ab",
    ]);
    expect((await sent("putBytes")).text).toBe("");
  });

  it("carry one of several media types", async () => {
    listener = (request, response) => {
      response.writeHead(200, {
        "content-type": request.headers["content-type"] === "text/plain" ? "text/plain" : "image/x",
      });
      request.pipe(response);
    };
    expect(await run("several", { contentType: "text/plain", body: "é" })).toEqual({
      status: 200,
      contentType: "text/plain",
      body: "é",
    });
    expect(await run("several", { body: { a: 1 } })).toMatchObject({ contentType: "image/x" });
  });
});

describe("credentials", () => {
  it("of the first alternative that is complete are sent", async () => {
    const all = { Key: "k", Session: "s", Basic: "b", Query: "q" };
    const both = await sent("createClient", {}, all);
    expect(both.headers).toMatchObject({ "x-key": "k", cookie: "session=s" });
    expect([both.url, both.headers["authorization"]]).toEqual(["/secured", undefined]);
    const basic = await sent("createClient", {}, { Key: "k", Basic: () => Promise.resolve("b"), Query: "q" });
    expect(basic.headers).toMatchObject({ authorization: "Basic b" });
    expect(basic.headers).not.toHaveProperty("x-key");
    expect((await sent("createClient", {}, { Query: "q&" })).url).toBe("/secured?key=q%26");
    expect((await sent("createClient")).url).toBe("/secured");
  });

  it("are sent as bearer tokens for OAuth, and for no open operation", async () => {
    expect((await sent("call_", {}, { Token: () => "t" })).headers["authorization"]).toBe("Bearer t");
    expect((await sent("optional", {}, { Key: "k" })).headers).not.toHaveProperty("x-key");
  });
});

describe("replies", () => {
  it("have no body where HTTP has none", async () => {
    listener = answering(200, { "content-type": "application/json" });
    expect(await run("checkThing")).toEqual({ status: 200 });
  });

  it("have typed headers", async () => {
    const headers = {
      "content-type": "application/json",
      "x-count": "3",
      "x-flags": "true, false",
      "x-json": '{"a":1}',
      "x-text": "t",
    };
    listener = answering(200, headers, "null");
    const typed = { "X-Count": 3, "X-Flags": [true, false], "X-Json": { a: 1 }, "X-Text": "t" };
    expect(await run("headers")).toEqual({ status: 200, headers: typed, body: null });
    for (const wrong of [{ "x-count": "-1" }, { "x-count": "x" }, { "x-flags": "1" }, { "x-json": "{" }]) {
      listener = answering(200, { ...headers, ...wrong }, "null");
      await expect(run("headers")).rejects.toMatchObject({ code: "invalid-header" });
    }
    listener = answering(200, { "content-type": "application/json" }, "null");
    await expect(run("headers")).rejects.toMatchObject({ code: "invalid-header", cause: "X-Count is missing" });
  });

  it("are told apart by status, range and default", async () => {
    listener = answering(302, { location: "/x" });
    expect(await run("headers")).toEqual({ status: 302, headers: { Location: "/x" } });
    listener = answering(404, { "content-type": "application/problem+json" }, '{"id":1}');
    expect(await run("headers")).toEqual({ status: 404, body: { id: 1 } });
    listener = answering(500, { "content-type": "text/html" }, "<p>");
    expect(await run("headers")).toEqual({ status: 500 });
  });

  it("are streams of items, events and bytes", async () => {
    const read = async (name: string): Promise<unknown[]> => {
      const list: unknown[] = [];
      for await (const item of (await run(name)).body as AsyncIterable<unknown>) list.push(item); // by the contract
      return list;
    };
    listener = answering(200, { "content-type": "application/x-ndjson" }, '{"id":1}\n{"id":2}');
    expect(await read("lines")).toEqual([{ id: 1 }, { id: 2 }]);
    listener = answering(200, { "content-type": "application/x-ndjson" }, '{"id":"1"}\n');
    await expect(read("lines")).rejects.toMatchObject({ code: "invalid-body" });
    listener = answering(200, { "content-type": "text/event-stream" }, "event: e\ndata: 1\n\n");
    expect(await read("events")).toEqual([{ event: "e", data: "1" }]);
    listener = answering(200, { "content-type": "application/octet-stream" }, "abc");
    expect(Buffer.concat((await read("getBytes")) as Uint8Array[]).toString()).toBe("abc"); // by the contract
  });
});

describe("the emitted files", () => {
  const strict = {
    strict: true,
    exactOptionalPropertyTypes: true,
    noUncheckedIndexedAccess: true,
    verbatimModuleSyntax: true,
  };

  it.each<[string, ts.CompilerOptions]>([
    ["Node", { lib: ["lib.es2022.d.ts"], types: ["node"], ...strict }],
    ["browsers", { lib: ["lib.es2022.d.ts", "lib.dom.d.ts", "lib.dom.iterable.d.ts"], types: [], ...strict }],
    [
      "browsers, less strict",
      { lib: ["lib.es2022.d.ts", "lib.dom.d.ts", "lib.dom.iterable.d.ts"], types: [], strict: true },
    ],
  ])("compile for %s", (_name, options) => {
    const client = ["features/client.d.ts", "features/client-object.d.ts"];
    const runtime = ["client-retries.ts", "client-explain.ts", "client-bodies.ts"].map((name) => `runtime/${name}`);
    const program = ts.createProgram(
      [...client, ...runtime].map((name) => join(generated.folder, name)),
      {
        ...options,
        target: ts.ScriptTarget.ES2022,
        module: ts.ModuleKind.NodeNext,
        moduleResolution: ts.ModuleResolutionKind.NodeNext,
        noEmit: true,
      },
    );
    const messages = ts
      .getPreEmitDiagnostics(program)
      .map((each) => `${each.file?.fileName}: ${JSON.stringify(each.messageText)}`);
    expect(messages).toEqual([]);
  });

  it("offer every operation as a method", async () => {
    const { createFeaturesClient } = await generated.load<{
      createFeaturesClient: (options: object) => Readonly<Record<string, (request?: object) => Promise<Reply>>>;
    }>("features/client-object.js");
    listener = echo;
    const { port } = server.address() as AddressInfo; // a TCP server has a port
    const client = createFeaturesClient({ baseUrl: `http://127.0.0.1:${port}`, credentials: { Key: "k" } });
    expect(Object.keys(client)).toEqual(
      Object.keys(operations)
        .filter((name) => name !== "TransportError")
        .sort(byContract(client)),
    );
    expect(await client["form"]?.({ body: {} })).toMatchObject({ body: { url: "/form", headers: { "x-key": "k" } } });
    listener = answering(404, { "content-type": "application/problem+json" }, '{"id":"x"}');
    const issues = [{ path: "/id", message: "must be an integer of at most 53 bits", keyword: "type" }];
    await expect(client["headers"]?.()).rejects.toMatchObject({ code: "invalid-body", issues });
  });

  it("describe operations in the contract's words", () => {
    expect(generated.text("features/client.d.ts")).toContain(
      "/**\n * Every style of parameters.\n *\n * With a `*\\/` in its prose.",
    );
  });
});

function byContract(client: object): (a: string, b: string) => number {
  const order = Object.keys(client);
  return (a, b) => order.indexOf(a) - order.indexOf(b);
}
