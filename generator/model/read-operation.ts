import type { Cursor } from "../document/cursor.js";
import type { Faults } from "../document/faults.js";
import type { Note } from "./api.js";
import type { Operation } from "./operation.js";
import type { Parameter } from "./parameter.js";
import { fitToPath } from "./path-parameters.js";
import type { PartReader } from "./read-parts.js";
import { readRequirements } from "./read-security.js";
import type { Response } from "./response.js";
import { routeOf } from "./route.js";

interface Found {
  readonly path: string;
  readonly method: string;
  readonly item: Cursor;
  readonly cursor: Cursor;
}

interface Reading {
  readonly parts: PartReader;
  readonly root: Cursor;
  /** What is wrong with one part keeps no other from being read. */
  readonly faults: Faults;
  readonly notes: Note[];
}

/** Reads one operation of a path item; `security` falls back to the document's. */
export function readOperation(reading: Reading, found: Found): Operation {
  const { parts, root, faults } = reading;
  const { cursor, item, path, method } = found;
  const operationId = cursor.get("operationId")?.string() ?? nameFromPath(method, path);
  if (path.startsWith("/")) noteOwnServers(reading, found);
  const declared = mergeParameters(reading, item, cursor);
  const route = routeOf(path, declared);
  // The names of webhooks and the expressions of callbacks are no templates.
  const parameters = path.startsWith("/")
    ? fitToPath(declared, { ...reading, template: route.template, cursor })
    : declared;
  const reference = BODILESS.has(method) ? undefined : cursor.get("requestBody");
  const requestBody = reference && faults.attempt(() => parts.requestBody(reference));
  const summary = cursor.get("summary")?.string() ?? item.get("summary")?.string();
  const description = parts.prose(cursor, "description");
  return {
    cursor,
    operationId,
    method,
    path,
    route,
    aliases: (cursor.get("x-agentops-aliases")?.items() ?? []).map((alias) => alias.string()),
    tags: (cursor.get("tags")?.items() ?? []).map((tag) => tag.string()),
    ...(summary === undefined ? {} : { summary }),
    ...(description === undefined ? {} : { description }),
    deprecated: cursor.get("deprecated")?.value === true,
    parameters,
    ...(requestBody === undefined ? {} : { requestBody }),
    responses: readResponses(reading, cursor),
    security: readRequirements(root, cursor.get("security") ?? root.get("security"), reading),
  };
}

/** A client has one base URL. Said once for each list of servers that is not the document's, where it comes first. */
function noteOwnServers({ root, notes }: Reading, { item, cursor }: Found): void {
  const own = cursor.get("servers") ?? item.get("servers");
  const [first] = Array.isArray(own?.value) ? own.items() : [];
  const isUsual = JSON.stringify(own?.value) === JSON.stringify(root.get("servers")?.value);
  if (first?.isObject !== true || isUsual) return;
  const url = first.get("url")?.describe() ?? "";
  const text = `the server ${url} is not the document's: call its operations through a client of theirs`;
  if (!notes.some((note) => note.text === text)) notes.push({ cursor, text });
}

/** Methods whose requests have no content that means anything (RFC 9110 section 9.3), and none that `fetch` sends. */
const BODILESS: ReadonlySet<string> = new Set(["GET", "HEAD", "TRACE"]);

function nameFromPath(method: string, path: string): string {
  const words = path.split(/[^A-Za-z0-9]+/).filter((word) => word !== "");
  return method.toLowerCase() + words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join("");
}

function mergeParameters({ parts, faults, notes }: Reading, item: Cursor, operation: Cursor): Parameter[] {
  const merged = new Map<string, Parameter>();
  const cursors = [...(item.get("parameters")?.items() ?? []), ...(operation.get("parameters")?.items() ?? [])];
  for (const parameter of faults.each(cursors, (cursor) => parts.parameter(cursor))) {
    if (isIgnored(parameter)) continue;
    const reason = unsendable(parameter);
    if (reason === undefined) merged.set(`${parameter.in} ${parameter.name}`, parameter);
    else notes.push({ cursor: parameter.cursor, text: `header "${parameter.name}" ${reason}; it is left out` });
  }
  return [...merged.values()];
}

/** OpenAPI 3.1 section 4.8.12.1: header parameters of these names are ignored; content and security describe them. */
function isIgnored(parameter: Parameter): boolean {
  return parameter.in === "header" && /^(accept|content-type|authorization)$/i.test(parameter.name);
}

/** Headers that say how a message is framed (RFC 9112 sections 6 and 9): HTTP itself writes and reads them. */
const FRAMING = /^(connection|content-length|expect|keep-alive|te|trailer|transfer-encoding|upgrade)$/i;

/** Why no request can have this header. */
function unsendable(parameter: Parameter): string | undefined {
  if (parameter.in !== "header") return undefined;
  if (FRAMING.test(parameter.name)) return "is HTTP's own";
  return /^[!#$%&'*+.^_`|~\w-]+$/.test(parameter.name) ? undefined : "has no name that HTTP can carry";
}

function readResponses({ parts, faults }: Reading, operation: Cursor): Response[] {
  const responses = operation.get("responses")?.patterned() ?? [];
  if (responses.length === 0) return [anyResponse(operation)];
  return faults.each(responses, ([status, cursor]) => {
    if (!/^([1-5](\d\d|XX)|default)$/i.test(status))
      throw cursor.error(`"${status}" is not a status code, a range such as 2XX, or default`);
    return parts.response(status.toLowerCase() === "default" ? "default" : status.toUpperCase(), cursor);
  });
}

/** What an operation gives that declares no response: any status, with any content. */
function anyResponse(cursor: Cursor): Response {
  return { cursor, status: "default", headers: [], content: [{ type: "*/*", encoding: new Map() }] };
}
