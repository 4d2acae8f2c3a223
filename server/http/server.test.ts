import { connect } from "node:net";

import express from "express";
import { describe, expect, it } from "vitest";

import { systemScheduler } from "../kernel/ports/scheduler.js";
import type { RequestLine } from "./server.js";
import { HttpServer } from "./server.js";

function serve(app: express.Express, lines: RequestLine[] = []) {
  let elapsedMs = 0;
  const clock = { now: () => 0, elapsedMs: () => (elapsedMs += 5) };
  return new HttpServer(app, { clock, scheduler: systemScheduler, idPrefix: "p", log: (line) => lines.push(line) });
}

describe("HttpServer", () => {
  it("names every request and writes one line for it, without its query", async () => {
    const lines: RequestLine[] = [];
    const app = express();
    app.get("/x", (_request, response) => void response.status(418).end());
    const server = serve(app, lines);
    const url = `http://127.0.0.1:${await server.listen("127.0.0.1", 0)}`;
    const own = await fetch(`${url}/x?token=secret`, { headers: { "X-Request-Id": "mine-1" } });
    const made = await fetch(`${url}/y`, { headers: { "X-Request-Id": "not safe in a log" } });
    expect(own.headers.get("x-request-id")).toBe("mine-1");
    expect(made.headers.get("x-request-id")).toMatch(/^p-\w+$/);
    await server.stop(1000);
    expect(lines).toEqual([
      { requestId: "mine-1", method: "GET", path: "/x", status: 418, durationMs: 5 },
      { requestId: made.headers.get("x-request-id"), method: "GET", path: "/y", status: 404, durationMs: 5 },
    ]);
  });

  it("gives messages Express's prototypes from the start", async () => {
    const app = express();
    const seen: boolean[] = [];
    const server = serve(app);
    app.get("/", (request, response) => {
      seen.push(Object.getPrototypeOf(request) === app.request, Object.getPrototypeOf(response) === app.response);
      seen.push(request.get("host") !== undefined);
      response.json({ ok: true });
    });
    const url = `http://127.0.0.1:${await server.listen("127.0.0.1", 0)}`;
    expect(await (await fetch(url)).json()).toEqual({ ok: true });
    await server.stop(1000);
    expect(seen).toEqual([true, true, true]);
  });

  it("answers what has arrived before it stops, and takes nothing new", async () => {
    let finish: () => void = () => undefined;
    const arrived = new Promise<void>((resolve) => {
      const app = express();
      app.get("/", (_request, response) => {
        finish = () => void response.end("done");
        resolve();
      });
      void run(app);
    });
    let answer: Promise<Response> | undefined;
    let stopped: Promise<void> | undefined;
    let port = 0;
    async function run(app: express.Express): Promise<void> {
      const server = serve(app);
      port = await server.listen("127.0.0.1", 0);
      answer = fetch(`http://127.0.0.1:${port}/`);
      await arrived;
      stopped = server.stop(5000);
      finish();
    }
    await arrived;
    await new Promise((resolve) => setImmediate(resolve));
    expect(await (await answer)?.text()).toBe("done");
    await stopped;
    const refused = new Promise((resolve) => connect(port, "127.0.0.1").once("error", resolve));
    expect(await refused).toMatchObject({ code: "ECONNREFUSED" });
  });

  it("rejects when the port is taken", async () => {
    const first = serve(express());
    const port = await first.listen("127.0.0.1", 0);
    await expect(serve(express()).listen("127.0.0.1", port)).rejects.toMatchObject({ code: "EADDRINUSE" });
    await first.stop(100);
  });
});
