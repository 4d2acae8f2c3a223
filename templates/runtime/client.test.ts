import { getEventListeners, once } from "node:events";
import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it, vi } from "vitest";
import { call, type Call, type Replies } from "./call.js";
import { createClient, TransportError, type CallOptions, type ClientOptions } from "./client.js";
import { textHeaders, readHeaders } from "./client-headers.js";
import { chooseMedia, readNothing } from "./client-media.js";
import { readBinary, readText } from "./client-streams.js";

let server: Server | undefined;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

/** A server on the loopback whose every request is answered by `listener`; resolves to its URL. */
async function serve(listener: RequestListener): Promise<string> {
  server = createServer(listener).listen(0, "127.0.0.1");
  await once(server, "listening");
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`; // a TCP server has a port
}

function answer(status: number, headers: Record<string, string>, body = ""): RequestListener {
  return (request, response) => {
    request.resume();
    response.writeHead(status, headers).end(body);
  };
}

const JSON_TYPE = { "content-type": "application/json; charset=utf-8" };
const REPLIES: Replies = {
  200: { check: (value) => typeof value === "object" && value !== null && "id" in value },
  204: { read: readNothing },
  "4XX": { headers: (reply) => textHeaders(reply, ["X-Reason"]) },
  default: { read: (reply) => readText(reply, "text/plain") },
};

interface Attempt extends CallOptions {
  readonly url: string;
  readonly client?: Partial<ClientOptions>;
  readonly operation?: Partial<Call<object>>;
}

function get({ url, client, operation, ...options }: Attempt): Promise<unknown> {
  const prepare = (): Call<object> => ({ method: "GET", url: "/things?secret=1", replies: REPLIES, ...operation });
  return call(createClient({ baseUrl: `${url}/`, ...client }), prepare, options);
}

describe("replies", () => {
  it("are told apart by status, range and default", async () => {
    const url = await serve(answer(200, JSON_TYPE, '{"id":1}'));
    expect(await get({ url })).toEqual({ status: 200, body: { id: 1 } });
    server?.removeAllListeners("request").on("request", answer(204, {}));
    expect(await get({ url })).toEqual({ status: 204 });
    server?.removeAllListeners("request").on("request", answer(418, { ...JSON_TYPE, "x-reason": "teapot" }, "null"));
    expect(await get({ url })).toEqual({ status: 418, headers: { "X-Reason": "teapot" }, body: null });
    server?.removeAllListeners("request").on("request", answer(503, { "content-type": "Text/Plain" }, "later"));
    expect(await get({ url })).toEqual({ status: 503, body: "later" });
  });

  it("tell their media type where there are several", async () => {
    const read: Replies = {
      200: {
        read: (reply) =>
          chooseMedia(reply, [
            { type: "application/json;stream=watch", read: (part) => readText(part, "application/json") },
            {
              type: "application/json",
              read: async (part) => ({ body: JSON.parse(await part.response.text()) as unknown }),
            },
            { type: "Image/*", read: (part, type) => readBinary(part, type) },
          ]),
      },
    };
    const url = await serve(answer(200, { "content-type": "application/json; stream=watch" }, "1"));
    expect(await get({ url, operation: { replies: read } })).toEqual({
      status: 200,
      contentType: "application/json;stream=watch",
      body: "1",
    });
    server?.removeAllListeners("request").on("request", answer(200, JSON_TYPE, "1"));
    expect(await get({ url, operation: { replies: read } })).toEqual({
      status: 200,
      contentType: "application/json",
      body: 1,
    });
    server?.removeAllListeners("request").on("request", answer(200, { "content-type": "image/png; x=y" }, "abc"));
    expect(await get({ url, operation: { replies: read } })).toMatchObject({ contentType: "image/png; x=y" });
    server?.removeAllListeners("request").on("request", answer(200, { "content-type": "text/html" }, "abc"));
    await expect(get({ url, operation: { replies: read } })).rejects.toMatchObject({ code: "undeclared-content-type" });
  });

  it("are given as they are when they are redirections that the contract declares", async () => {
    const url = await serve(answer(302, { location: "/other" }));
    const replies: Replies = { 302: { headers: (reply) => textHeaders(reply, ["Location"]), read: readNothing } };
    expect(await get({ url, operation: { redirect: "manual", replies } })).toEqual({
      status: 302,
      headers: { Location: "/other" },
    });
  });
});

describe("errors", () => {
  it.each<[string, RequestListener, object]>([
    ["an undeclared status", answer(304, {}), { code: "undeclared-status", status: 304 }],
    [
      "an undeclared media type",
      answer(200, { "content-type": "text/html" }, "<p>"),
      { code: "undeclared-content-type" },
    ],
    ["no media type", answer(200, {}, "{}"), { code: "undeclared-content-type", status: 200 }],
    ["JSON that is none", answer(200, JSON_TYPE, '{"id":'), { code: "malformed-body", status: 200 }],
    ["no JSON at all", answer(200, JSON_TYPE), { code: "malformed-body" }],
    ["a body that its check refuses", answer(200, JSON_TYPE, "{}"), { code: "invalid-body", status: 200 }],
    ["a connection that breaks before the reply", (request) => request.socket.destroy(), { code: "network" }],
    [
      "a connection that breaks within the reply",
      (request, response) => {
        response
          .writeHead(200, { ...JSON_TYPE, "content-length": "100" })
          .write('{"id"', () => request.socket.destroy());
      },
      { code: "network", status: 200 },
    ],
  ])("tell of %s", async (_name, listener, expected) => {
    const url = await serve(listener);
    const only: Replies = { 200: REPLIES[200] ?? {} };
    const error: unknown = await get({ url, operation: { replies: only } }).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(TransportError);
    expect(error).toMatchObject({ name: "TransportError", ...expected });
    const { code } = error as TransportError; // an instance, as tested above
    expect(String(error)).toBe(`TransportError: GET /things: ${code}`);
  });

  it("tell of a server that is not there", async () => {
    const url = await serve(answer(200, {}));
    server?.close();
    await expect(get({ url })).rejects.toMatchObject({ code: "network", status: undefined });
  });

  it("tell of headers that are missing or wrong", async () => {
    const url = await serve(answer(200, { ...JSON_TYPE, "x-rate": "many" }, "null"));
    const of = (name: string): Replies => ({
      200: {
        headers: (reply) => readHeaders(reply, { [name]: { required: true, parse: Number, check: Number.isInteger } }),
      },
    });
    await expect(get({ url, operation: { replies: of("X-Rate") } })).rejects.toMatchObject({
      code: "invalid-header",
      cause: "X-Rate: many",
    });
    await expect(get({ url, operation: { replies: of("X-Left") } })).rejects.toMatchObject({
      code: "invalid-header",
      cause: "X-Left is missing",
    });
  });

  it("hold what is wrong when the client can explain it", async () => {
    const url = await serve(answer(200, JSON_TYPE, "{}"));
    const issues = [{ path: "/id", keyword: "required", message: "must be there" }];
    await expect(get({ url, client: { explain: () => issues } })).rejects.toMatchObject({
      code: "invalid-body",
      issues,
    });
  });

  it("tell of a request that cannot be written, and never of anything else", async () => {
    const url = await serve(answer(204, {}));
    const prepare = (): Call<object> => {
      throw new RangeError("a path parameter cannot be");
    };
    await expect(call({ baseUrl: url }, prepare)).rejects.toMatchObject({
      code: "unsendable",
      cause: { name: "RangeError" },
    });
    const operation = { security: [() => Promise.reject(new Error("no token"))] };
    await expect(get({ url, operation })).rejects.toMatchObject({ code: "unsendable", cause: { message: "no token" } });
    await expect(get({ url, headers: { x: "a\nb" } })).rejects.toMatchObject({
      code: "network",
      name: "TransportError",
    });
  });
});

/** Resolves when the server sees that the connection of its request is gone. */
function untilClosed(response: ServerResponse): Promise<unknown> {
  return once(response, "close");
}

describe("time-outs and signals", () => {
  const never: RequestListener = () => undefined;

  it("end a call that is not answered", async () => {
    const url = await serve(never);
    await expect(get({ url, timeoutMs: 5 })).rejects.toMatchObject({ code: "timeout" });
    await expect(get({ url, client: { timeoutMs: 5 } })).rejects.toMatchObject({ code: "timeout" });
  });

  it("end a call whose body does not come", async () => {
    const url = await serve((_request, response) => {
      response.writeHead(200, JSON_TYPE).write("{");
    });
    await expect(get({ url, timeoutMs: 30 })).rejects.toMatchObject({ code: "timeout", status: 200 });
  });

  it("end nothing when the call is in time, or has its own limit of none", async () => {
    const url = await serve(answer(204, {}));
    expect(await get({ url, timeoutMs: 10_000 })).toEqual({ status: 204 });
    expect(await get({ url, client: { timeoutMs: 1 }, timeoutMs: 0 })).toEqual({ status: 204 });
  });

  it.each([undefined, 10_000])("are obeyed before and during the call, time-out %s", async (timeoutMs) => {
    const limit = timeoutMs === undefined ? {} : { timeoutMs };
    const controller = new AbortController();
    const url = await serve(() => controller.abort());
    await expect(get({ url, signal: AbortSignal.abort("why"), ...limit })).rejects.toMatchObject({
      code: "aborted",
      cause: "why",
    });
    await expect(get({ url, signal: controller.signal, ...limit })).rejects.toMatchObject({ code: "aborted" });
    expect(getEventListeners(controller.signal, "abort")).toHaveLength(0);
  });

  it("stop counting when the reply is there, or its stream has begun", async () => {
    vi.useFakeTimers();
    try {
      const operation = { replies: { 200: { read: (reply) => readBinary(reply, "a/b") } } satisfies Replies };
      const fetch = (): Promise<Response> => Promise.resolve(new Response("1", { headers: { "content-type": "a/b" } }));
      await get({ url: "http://x", operation, client: { fetch }, timeoutMs: 50 });
      expect(vi.getTimerCount()).toBe(0);
      const failing = get({
        url: "http://x",
        client: { fetch: () => Promise.reject(new Error("broken")) },
        timeoutMs: 50,
      });
      await expect(failing).rejects.toMatchObject({ code: "network" });
      expect(vi.getTimerCount()).toBe(0);
    } finally {
      vi.useRealTimers();
    }
  });

  it("end a stream that has begun when the signal is aborted", async () => {
    const closed: Promise<unknown>[] = [];
    const url = await serve((_request, response) => {
      closed.push(untilClosed(response));
      response.writeHead(200, { "content-type": "a/b" }).write("1");
    });
    const controller = new AbortController();
    const operation = { replies: { 200: { read: (reply) => readBinary(reply, "a/b") } } satisfies Replies };
    const reply = await get({ url, operation, signal: controller.signal, timeoutMs: 10_000 });
    const chunks = (reply as { body: AsyncIterable<Uint8Array> }).body[Symbol.asyncIterator](); // by `readBinary`
    expect(await chunks.next()).toMatchObject({ done: false });
    const next = chunks.next();
    controller.abort();
    await expect(next).rejects.toMatchObject({ code: "aborted" });
    await closed[0];
  });

  it("close the connection when the reader of a stream stops early", async () => {
    const closed: Promise<unknown>[] = [];
    const url = await serve((_request, response) => {
      closed.push(untilClosed(response));
      response.writeHead(200, { "content-type": "a/b" }).write("1");
    });
    const operation = { replies: { 200: { read: (reply) => readBinary(reply, "a/b") } } satisfies Replies };
    const { body } = (await get({ url, operation })) as { body: AsyncIterable<Uint8Array> }; // as `readBinary` makes it
    for await (const chunk of body) if (chunk.length > 0) break;
    await closed[0];
  });

  it("a stream whose connection breaks fails", async () => {
    const url = await serve((request, response) => {
      response.writeHead(200, { "content-type": "a/b" }).write("1", () => request.socket.destroy());
    });
    const operation = { replies: { 200: { read: (reply) => readBinary(reply, "a/b") } } satisfies Replies };
    const { body } = (await get({ url, operation })) as { body: AsyncIterable<Uint8Array> }; // as `readBinary` makes it
    const read = async (): Promise<void> => {
      for await (const chunk of body) expect(chunk).toHaveLength(1);
    };
    await expect(read()).rejects.toMatchObject({ code: "network" });
  });
});

describe("requests", () => {
  async function sent(attempt: Omit<Attempt, "url">): Promise<IncomingMessage & { text: string }> {
    const seen: IncomingMessage[] = [];
    let text = "";
    const url = await serve((request, response) => {
      seen.push(request);
      request.on("data", (chunk: Buffer) => (text += chunk.toString())).on("end", () => response.writeHead(204).end());
    });
    await get({ url, ...attempt });
    const [request] = seen;
    if (request === undefined) throw new Error("no request came");
    return Object.assign(request, { text });
  }

  it("join the base URL and the path", async () => {
    expect((await sent({})).url).toBe("/things?secret=1");
  });

  it("take headers from the client, the operation, its credentials and the call, the later ones winning", async () => {
    const { headers } = await sent({
      client: { headers: { "X-A": "client", "X-B": "client", "X-C": "client", "X-D": "client" } },
      operation: {
        headers: { "x-b": 2, "x-c": true, "X-A": undefined, "x-none": undefined },
        security: [
          (_credentials, draft) => {
            draft.headers["x-c"] = "credential";
            return Promise.resolve(true);
          },
        ],
      },
      headers: { "x-D": "call" },
    });
    expect(headers).toMatchObject({ "x-a": "client", "x-b": "2", "x-c": "credential", "x-d": "call" });
    expect(headers).not.toHaveProperty("x-none");
  });

  it("use the first alternative of security that finds its credentials", async () => {
    const tried: string[] = [];
    const scheme = (name: string, has: boolean) => () => {
      tried.push(name);
      return Promise.resolve(has);
    };
    await sent({ operation: { security: [scheme("a", false), scheme("b", true), scheme("c", true)] } });
    expect(tried).toEqual(["a", "b"]);
  });

  it("name the media type of a body, and only then", async () => {
    const post = { method: "POST", contentType: "application/json" };
    const full = await sent({ operation: { ...post, body: Promise.resolve('{"a":"é"}') } });
    expect(full).toMatchObject({ text: '{"a":"é"}', headers: { "content-type": "application/json" } });
    expect((await sent({ operation: { ...post, body: undefined } })).headers).not.toHaveProperty("content-type");
    expect((await sent({ operation: { ...post, body: "" } })).headers).toHaveProperty("content-type");
  });

  it("go through the given fetch, that of the call first", async () => {
    const used: string[] = [];
    const via = (name: string) => (url: string, init: RequestInit) => {
      used.push(name);
      return fetch(url, init);
    };
    await sent({ client: { fetch: via("client") } });
    await sent({ client: { fetch: via("client") }, fetch: via("call") });
    expect(used).toEqual(["client", "call"]);
  });
});
