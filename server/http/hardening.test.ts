import { once } from "node:events";
import { connect } from "node:net";
import type { Socket } from "node:net";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { setImmediate, setTimeout } from "node:timers/promises";

import express from "express";
import { afterEach, describe, expect, it } from "vitest";

import { systemClock } from "../kernel/ports/clock.js";
import { systemScheduler } from "../kernel/ports/scheduler.js";
import type { HttpServerOptions } from "./server.js";
import { HttpServer } from "./server.js";

const stopping: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of stopping.splice(0)) await stop();
});

async function serve(
  app: express.Express,
  more: Pick<HttpServerOptions, "silenceMs"> = {},
): Promise<{ readonly server: HttpServer; readonly port: number }> {
  const ports = { clock: systemClock, scheduler: systemScheduler };
  const problemBody = (message: string): object => ({ title: message });
  const server = new HttpServer(app, { ...ports, idPrefix: "p", problemBody, ...more });
  const port = await server.listen("127.0.0.1", 0);
  stopping.push(() => server.stop(100));
  return { server, port };
}

/** Sends a text and resolves with everything that comes back until the connection ends. */
function exchange(port: number, text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, "127.0.0.1", () => socket.write(text));
    let received = "";
    socket.on("data", (chunk) => (received += chunk.toString("latin1")));
    socket.on("error", reject);
    socket.on("close", () => {
      resolve(received);
    });
  });
}

/** Sends a text and resets the connection, sometimes before and sometimes after the server has read it. */
function sendAndReset(port: number, text: string): Promise<void> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1", () => {
      socket.write(text);
      void setImmediate().then(() => socket.resetAndDestroy());
    });
    socket.on("error", () => undefined);
    socket.on("close", () => {
      resolve();
    });
  });
}

function* pieces(length: number): Generator<Buffer> {
  for (let left = length; left > 0; left -= 100_000) yield Buffer.alloc(100_000, "x");
}

/** More than fits into the buffers of the system. */
async function sendRest(socket: Socket): Promise<void> {
  for (let piece = 0; piece < 10; piece++) {
    socket.write(Buffer.alloc(100_000));
    await setImmediate();
  }
  socket.end();
}

function echo(): express.Express {
  const app = express();
  app.use((request, response) => void response.set("Content-Type", "text/plain").end(request.url));
  return app;
}

const CONNECT = "CONNECT a:1 HTTP/1.1\r\nHost: a\r\n\r\n";
const CLOSE = "Connection: close\r\n\r\n";
const OTHER_CODING = "a body is chunked, by HTTP/1.1, or not encoded";

function post(version: string, coding: string): string {
  return `POST / HTTP/${version}\r\nHost: a\r\nTransfer-Encoding: ${coding}\r\n${CLOSE}1\r\nx\r\n0\r\n\r\n`;
}

describe("what is no request", () => {
  it.each([
    ["a line that is none", "nonsense\r\n\r\n", 400, "malformed request"],
    ["HTTP/0.9", "GET /\r\n\r\n", 400, "malformed request"],
    ["no Host", `GET / HTTP/1.1\r\n${CLOSE}`, 400, "no Host"],
    ["two Hosts", `GET / HTTP/1.1\r\nHost: a\r\nhost: b\r\n${CLOSE}`, 400, "more than one Host"],
    ["too many bytes of headers", `GET / HTTP/1.1\r\nX: ${"x".repeat(20_000)}`, 431, "header fields are too large"],
    [
      "an expectation",
      `GET / HTTP/1.1\r\nHost: a\r\nExpect: x\r\n${CLOSE}`,
      417,
      "no expectation but 100-continue is met",
    ],
    ["a body that is compressed", post("1.1", "gzip, chunked"), 400, OTHER_CODING],
    ["a chunked body of HTTP/1.0", post("1.0", "chunked"), 400, OTHER_CODING],
    ["a proxy's request", CONNECT, 400, "this server is no proxy"],
  ])("is answered in the application's shape: %s", async (_, text, status, title) => {
    const { port } = await serve(echo());
    const answer = await exchange(port, text);
    expect(answer).toMatch(new RegExp(`^HTTP/1\\.1 ${status} .*\r\n`));
    expect(answer).toContain("Content-Type: application/json\r\n");
    expect(answer.split("\r\n\r\n")[1]).toBe(`${JSON.stringify({ title })}\n`);
  });

  it("does not take the place of the reply to the request before it", async () => {
    const app = express();
    app.use((_request, response) => void setImmediate().then(() => response.end("first")));
    const { port } = await serve(app);
    for (const second of ["nonsense\r\n\r\n", CONNECT]) {
      const answer = await exchange(port, `GET / HTTP/1.1\r\nHost: a\r\n\r\n${second}`);
      expect(answer).toMatch(/^HTTP\/1\.1 200 [^]*firstHTTP\/1\.1 400 /);
    }
  });
});

describe("a request that has been answered", () => {
  it("is not answered once more when its body turns out to be none", async () => {
    const { port } = await serve(echo());
    const answer = await new Promise<string>((resolve) => {
      let received = "";
      const head = "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";
      const socket = connect(port, "127.0.0.1", () => socket.write(head));
      socket.on("data", (chunk) => {
        received += chunk.toString();
        socket.write("no chunk\r\n");
      });
      socket.on("close", () => {
        resolve(received);
      });
    });
    expect(answer.match(/HTTP\/1\.1 \d+/g)).toEqual(["HTTP/1.1 200"]);
  });
});

describe("a connection that is reset", () => {
  it.each([
    ["after nothing", ""],
    ["in the midst of a head", "GET / HT"],
    ["after a request", "GET / HTTP/1.1\r\nHost: a\r\n\r\n"],
    ["after what is no request", "nonsense\r\n\r\n"],
    ["after a proxy's request", CONNECT],
    ["after a proxy's request that waits for a reply", "GET / HTTP/1.1\r\nHost: a\r\n\r\nCONNECT a:1 HTTP/1.1\r\n\r\n"],
  ])("does not end the process: %s", async (_, text) => {
    const { port } = await serve(echo());
    for (let turn = 0; turn < 50; turn++) await sendAndReset(port, text);
    expect(await exchange(port, `GET /after HTTP/1.1\r\nHost: a\r\n${CLOSE}`)).toContain("/after");
  });
});

describe("a proxy's request behind another", () => {
  const large = 40_000_000;
  /** What keeps the reply from its end would show by this. */
  const SILENCE_MS = 2_000;
  function stream(): express.Express {
    const app = express();
    app.use((_request, response) => void pipeline(Readable.from(pieces(large)), response).catch(() => undefined));
    return app;
  }

  it("does not keep a streamed reply from its end", async () => {
    const { port } = await serve(stream(), { silenceMs: SILENCE_MS });
    const answer = await exchange(port, `GET / HTTP/1.1\r\nHost: a\r\n\r\n${CONNECT}`);
    expect(answer.length).toBeGreaterThan(large);
    expect(answer).toContain("this server is no proxy");
  });
});

describe("a client that reads nothing and breaks the protocol", () => {
  const DEADLINE_MS = 10_000;
  const unread = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

  function endless(): express.Express {
    const app = express();
    app.use((_request, response) => void response.end(Buffer.alloc(40_000_000)));
    return app;
  }

  it.each([
    ["what is no request", "nonsense\r\n\r\n"],
    ["a tunnel", CONNECT],
  ])("does not hold its connection by sending on behind %s", async (_, broken) => {
    const { port } = await serve(endless(), { silenceMs: 500 });
    const warnings: Error[] = [];
    const note = (warning: Error): void => void warnings.push(warning);
    process.on("warning", note);
    const socket = connect({ port, host: "127.0.0.1" }, () => socket.write(unread + broken));
    const beats = setInterval(() => socket.write("x"), 10);
    const ended = new Promise((resolve) => socket.on("error", () => undefined).on("close", () => resolve("cut")));
    const ending = await Promise.race([ended, setTimeout(DEADLINE_MS, "held", { ref: false })]);
    clearInterval(beats);
    socket.destroy();
    process.off("warning", note);
    expect([ending, warnings]).toEqual(["cut", []]);
  });

  it("does not keep the server from stopping", async () => {
    const { server, port } = await serve(endless());
    const socket = connect({ port, host: "127.0.0.1" }, () => socket.write(unread + CONNECT));
    socket.on("error", () => undefined);
    await once(socket, "readable");
    const stopped = server.stop(100).then(() => "stopped");
    const ending = await Promise.race([stopped, setTimeout(DEADLINE_MS, "kept", { ref: false })]);
    socket.destroy();
    expect(ending).toBe("stopped");
  });
});

describe("a connection behind its last reply", () => {
  const head = "POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 1000000\r\n\r\n";

  it("is not reset while the client still sends", async () => {
    const { port } = await serve(echo());
    const ending = await new Promise<string>((resolve) => {
      const socket = connect({ port, host: "127.0.0.1", allowHalfOpen: true }, () => socket.write(head));
      socket.on("error", (fault) => {
        resolve(String(fault));
      });
      socket.on("data", () => undefined);
      socket.on("end", () => void sendRest(socket));
      socket.on("close", () => {
        resolve("closed");
      });
    });
    expect(ending).toBe("closed");
  });

  it("is cut when the client does not close it", async () => {
    const { port } = await serve(echo());
    const socket = connect({ port, host: "127.0.0.1", allowHalfOpen: true }, () => socket.write(head));
    socket.on("data", () => undefined);
    await once(socket, "end");
    const beats = setInterval(() => socket.write("x"), 50);
    await once(socket, "error").finally(() => {
      clearInterval(beats);
    });
  });

  it("takes no further request", async () => {
    const targets: string[] = [];
    const app = express();
    app.use((request, response) => {
      targets.push(request.url);
      response.set("Connection", "close").end();
    });
    const { port } = await serve(app);
    const socket = connect({ port, host: "127.0.0.1", allowHalfOpen: true }, () =>
      socket.write("GET /last HTTP/1.1\r\nHost: a\r\n\r\n"),
    );
    socket.on("data", () => undefined);
    await once(socket, "end");
    socket.write("GET /behind HTTP/1.1\r\nHost: a\r\n\r\n");
    // A request that comes with the end of the connection would not be taken anyhow.
    await setTimeout(100);
    socket.end();
    await once(socket, "close");
    expect(targets).toEqual(["/last"]);
  });
});

describe("a target", () => {
  it.each([
    ["http://127.0.0.1:1/a/b?c", "/a/b?c"],
    ["HTTP://x?c", "/?c"],
    ["https://x", "/"],
    ["/http://x", "/http://x"],
    ["*", "*"],
    ["http:///a", "http:///a"],
  ])("%s is %s for the application", async (target, expected) => {
    const { port } = await serve(echo());
    const answer = await exchange(port, `OPTIONS ${target} HTTP/1.1\r\nHost: a\r\n${CLOSE}`);
    expect(answer.split("\r\n\r\n")[1]).toContain(expected);
  });

  it.each([
    ["http://evil.example:1/", "evil.example:1"],
    ["HTTP://a@evil.example?x", "a@evil.example"],
    ["/", "localhost"],
  ])("%s names the host %s, whatever the field says", async (target, host) => {
    const app = express();
    app.use((request, response) => void response.end(request.headers.host));
    const { port } = await serve(app);
    const answer = await exchange(port, `GET ${target} HTTP/1.1\r\nHost: localhost\r\n${CLOSE}`);
    expect(answer.split("\r\n\r\n")[1]).toContain(host);
  });
});

describe("requests that come at once", () => {
  it("are worked on one after another, and not at all behind a reply that closes the connection", async () => {
    const log: string[] = [];
    const app = express();
    app.use((request, response) => {
      log.push(`begin ${request.url}`);
      void setImmediate().then(() => {
        log.push(`end ${request.url}`);
        if (request.url === "/2") response.set("Connection", "close");
        response.end();
      });
    });
    const { port } = await serve(app);
    await exchange(port, ["/1", "/2", "/3"].map((path) => `GET ${path} HTTP/1.1\r\nHost: a\r\n\r\n`).join(""));
    expect(log).toEqual(["begin /1", "end /1", "begin /2", "end /2"]);
  });

  it("are refused beyond a number: the connection ends behind them", async () => {
    const { port } = await serve(echo());
    const answer = await exchange(port, "GET / HTTP/1.1\r\nHost: a\r\n\r\n".repeat(300));
    expect(answer.match(/HTTP\/1\.1 200/g)).toHaveLength(65);
    expect(answer.match(/Connection: close/g)).toHaveLength(1);
  });
});

describe("a stop", () => {
  it("sends the whole of a reply to a client that reads slowly", async () => {
    const length = 20 * 1024 * 1024;
    const app = express();
    app.use((_request, response) => void response.end(Buffer.alloc(length)));
    const { server, port } = await serve(app);
    const response = await fetch(`http://127.0.0.1:${port}/`);
    const stopped = server.stop(20_000);
    expect((await response.arrayBuffer()).byteLength).toBe(length);
    await stopped;
  });
});
