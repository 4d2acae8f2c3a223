import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { pathToFileURL } from "node:url";
import express, { type RequestHandler } from "express";
import { middleware } from "express-openapi-validator";
import { servable } from "../../../generator/emit/validator-document.js";
import { HttpServer } from "../../../server/http/server.js";
import { systemClock } from "../../../server/kernel/ports/clock.js";
import { systemScheduler } from "../../../server/kernel/ports/scheduler.js";
import { HOST, listen, type Running } from "../http/candidate.js";
import { serveParent } from "../http/serve-parent.js";

type Document = Extract<Parameters<typeof middleware>[0]["apiSpec"], object>;
type CreateRouter = (handlers: object, options: object) => RequestHandler;

const TOPICS = { names: ["ledger", "queue"] };
/** Each operation's handler; only that of the measured one is called. */
const HANDLERS = new Proxy({}, { get: () => () => ({ status: 200, body: TOPICS }) });

/** Serves a contract with a server that specwright generated of it: the compiled `server.js`. */
async function serveGenerated(path: string): Promise<Running> {
  const module = (await import(pathToFileURL(path).href)) as Readonly<Record<string, CreateRouter>>; // our own output
  const create = Object.entries(module).find(([name]) => /^create\w+Router$/.test(name))?.[1];
  if (create === undefined) throw new Error(`${path} exports no router`);
  const app = express().disable("x-powered-by").disable("etag");
  app.use(create(HANDLERS, { context: () => undefined, problems: new Proxy({}, { get: () => () => ({}) }) }));
  const server = new HttpServer(app, { clock: systemClock, scheduler: systemScheduler, idPrefix: "bench" });
  return { port: await server.listen(HOST, 0), stop: () => server.stop(0) };
}

/** Serves a contract with express-openapi-validator, without what it cannot read of it. */
function serveValidated(path: string): Promise<Running> {
  const written = JSON.parse(readFileSync(path, "utf8")) as Readonly<Record<string, unknown>>; // OpenAPI
  const document = servable(written) as Document;
  const app = express();
  app.use(middleware({ apiSpec: document, validateRequests: true, validateResponses: true, validateSecurity: false }));
  app.get("/repos/:owner/:repo/topics", (_request, response) => {
    response.json(TOPICS);
  });
  return listen(createServer(app));
}

const [engine, path = ""] = process.argv.slice(2);
serveParent(await (engine === "specwright" ? serveGenerated(path) : serveValidated(path)));
