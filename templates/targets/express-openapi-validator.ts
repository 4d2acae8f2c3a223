import { IncomingMessage, ServerResponse } from "node:http";
import { Socket } from "node:net";
import express from "express";
import { middleware } from "express-openapi-validator";
import type { ValidateRequest } from "../runtime/router-options.js";
import type { RefusalCause, RequestIssue } from "../runtime/refusal.js";

type ApiSpec = Extract<Parameters<typeof middleware>[0]["apiSpec"], object>;

export interface ValidationOptions {
  /** Largest body in bytes; 1 MiB when absent. */
  readonly bodyLimitBytes?: number;
}

/** What Express has put on a request when it gets here. */
interface HostedRequest extends IncomingMessage {
  originalUrl?: string;
  body?: unknown;
}

/**
 * A check of requests by express-openapi-validator, for the `validate` option of the generated router; it comes before
 * the router's own. `document` is what openapi-document.js exports. Rejects when the validator cannot serve the
 * document, which it would otherwise tell by answering every request with 500.
 *
 * Bodies of JSON and urlencoded forms are checked; others, which it would consume, are left to the router.
 */
export async function createValidation(
  document: object,
  { bodyLimitBytes = 1024 * 1024 }: ValidationOptions = {},
): Promise<ValidateRequest> {
  const app = express();
  app.disable("x-powered-by");
  app.set("query parser", "extended");
  app.use(express.json({ limit: bodyLimitBytes, strict: false, type: isJson }));
  app.use(express.urlencoded({ limit: bodyLimitBytes, extended: true }));
  app.use(
    middleware({
      apiSpec: document as ApiSpec, // it says itself what is wrong with one
      validateRequests: { allowUnknownQueryParameters: true },
      validateResponses: false,
      validateSecurity: false,
      fileUploader: false,
      ignoreUndocumented: true,
    }),
  );
  const ask = (request: HostedRequest, response: ServerResponse): Promise<unknown> =>
    new Promise((resolve) => app(request as express.Request, response as express.Response, resolve)); // made so there
  const first = new IncomingMessage(new Socket());
  first.method = "GET";
  first.url = "/";
  const fault = await ask(first, new ServerResponse(first));
  if (isServerFault(fault)) throw new Error("express-openapi-validator cannot serve the document", { cause: fault });
  return async ({ request, response }) => {
    if (!isChecked(request)) return undefined;
    return causeOf(await asHost(request, () => ask(request, response)));
  };
}

/** Runs with the request as a host of its own sees it, and leaves it as it was but for a body that was read. */
async function asHost<Value>(request: HostedRequest, run: () => Promise<Value>): Promise<Value> {
  const { originalUrl } = request;
  const prototype: unknown = Object.getPrototypeOf(request);
  if (request.url !== undefined) request.originalUrl = request.url;
  const value = await run();
  Object.setPrototypeOf(request, prototype as object); // what was there
  if (originalUrl !== undefined) request.originalUrl = originalUrl;
  return value;
}

function isJson({ headers }: IncomingMessage): boolean {
  return /^application\/([^;]+\+)?json\b/i.test(headers["content-type"] ?? "");
}

/** A request without a body, or with one that can be read here. */
function isChecked(request: HostedRequest): boolean {
  const { headers } = request;
  const hasBody = headers["content-length"] !== undefined || headers["transfer-encoding"] !== undefined;
  if (!hasBody) return request.method === "GET" || request.method === "DELETE";
  return isJson(request) || /^application\/x-www-form-urlencoded\b/i.test(headers["content-type"] ?? "");
}

/** What the validator, and the parsers of Express, call a fault. */
interface Fault {
  readonly status?: number;
  readonly type?: string;
  readonly message?: string;
  readonly errors?: readonly { readonly path?: string; readonly message?: string; readonly errorCode?: string }[];
}

function isServerFault(fault: unknown): boolean {
  return fault !== undefined && fault !== null && ((fault as Fault).status ?? 500) >= 500;
}

/** The refusal that a fault stands for; paths and methods are the router's to judge. */
function causeOf(fault: unknown): RefusalCause | undefined {
  if (fault === undefined || fault === null) return undefined;
  if (isServerFault(fault)) throw fault;
  const { status, type, message = "the request is not valid", errors = [] } = fault as Fault; // by their documents
  if (status === 413) return { kind: "body-too-large", message };
  if (status === 415) return { kind: "unsupported-media-type", message };
  if (status === 404 || status === 405) return undefined;
  if (type === "entity.parse.failed") return { kind: "malformed-body", message: "the body is not JSON" };
  return { kind: "invalid-request", message, issues: errors.map(issueOf) };
}

const PLACES: Readonly<Record<string, RequestIssue["in"]>> = {
  body: "body",
  query: "query",
  params: "path",
  headers: "header",
  cookies: "cookie",
};

function issueOf({
  path = "",
  message = "is not valid",
  errorCode = "",
}: NonNullable<Fault["errors"]>[number]): RequestIssue {
  const [, place = "body", rest = ""] = /^\/([^/]*)(.*)$/.exec(path) ?? [];
  return { in: PLACES[place] ?? "body", path: rest, message, keyword: errorCode.replace(/\..*/, "") };
}
