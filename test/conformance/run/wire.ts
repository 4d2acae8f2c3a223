import type { Operation } from "../contract/operation.js";
import { isObject, type Json } from "../json.js";
import type { Body, Credentials, Fields, SendStep } from "../suite/case.js";
import type { WireRequest } from "./exchange.js";
import type { Variables } from "./variables.js";

/** Where a request goes, and what proves that it may. */
export interface Addressing {
  readonly operation: Operation | undefined;
  readonly token: string;
}

/** Makes a request of a step, its variables filled in. */
export function wireRequest(step: SendStep, variables: Variables, { operation, token }: Addressing): WireRequest {
  const { target, parameters } = step;
  const own =
    target.kind === "path" ? target : { method: operation?.method ?? "GET", path: operation?.paths[0] ?? "/" };
  const path = variables
    .text(own.path)
    .replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(text(variables, parameters.path.get(name) ?? "")));
  const query = new URLSearchParams(
    [...parameters.query].map(([name, value]): [string, string] => [name, text(variables, value)]),
  );
  const body = step.body === undefined ? undefined : bytesOf(step.body, variables);
  const usual = operation?.isSecured === true ? "token" : "none";
  const credentials = step.credentials ?? usual;
  return {
    method: own.method,
    path: query.size === 0 ? path : `${path}?${query}`,
    headers: headersOf(parameters.headers, variables, {
      ...(body === undefined ? {} : { "content-type": "application/json" }),
      ...credentialHeaders(credentials, token),
    }),
    body,
    told: [
      ...(credentials === usual ? [] : [CREDENTIALS_TOLD[credentials]]),
      ...headersTold(parameters.headers, variables),
    ],
  };
}

/** How people are told of credentials that are not the usual ones of an operation. */
const CREDENTIALS_TOLD: Readonly<Record<Credentials, string>> = {
  token: "the token",
  none: "no token",
  bearer: "the token as a bearer token",
  wrong: "a wrong token",
  shortened: "the token without its last character",
  altered: "the token with another last character",
  "other-case": "the token with small letters for large and large for small",
};

function headersTold(fields: Fields, variables: Variables): readonly string[] {
  return [...fields].map(([name, value]) => (value === null ? `no ${name}` : `${name}: ${text(variables, value)}`));
}

/** The job that a request names, so that it can be cancelled when the case is over. */
export function namedJob(request: WireRequest): string | undefined {
  if (request.body === undefined || request.body.length > 100_000) return undefined;
  try {
    const value: unknown = JSON.parse(Buffer.from(request.body).toString("utf8"));
    return isObject(value) && typeof value["job_id"] === "string" ? value["job_id"].trim() : undefined;
  } catch {
    return undefined;
  }
}

function headersOf(
  fields: Fields,
  variables: Variables,
  given: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  const headers = new Map(Object.entries(given).map((entry) => [entry[0], entry]));
  // Sent as it is spelled, in the place of what would be sent otherwise.
  for (const [name, value] of fields) {
    if (value === null) headers.delete(name.toLowerCase());
    else headers.set(name.toLowerCase(), [name, text(variables, value)]);
  }
  return Object.fromEntries(headers.values());
}

function credentialHeaders(credentials: Credentials, token: string): Readonly<Record<string, string>> {
  switch (credentials) {
    case "token":
      return { "x-agentops-daemon-token": token };
    case "bearer":
      return { authorization: `Bearer ${token}` };
    case "none":
      return {};
    default:
      return { "x-agentops-daemon-token": otherToken(credentials, token) };
  }
}

/** A token that is not the daemon's, however like it. */
function otherToken(kind: Exclude<Credentials, "token" | "bearer" | "none">, token: string): string {
  const [head, last] = [token.slice(0, -1), token.slice(-1)];
  const swapped = token.replace(/[a-z]/gi, (letter) => {
    return letter === letter.toLowerCase() ? letter.toUpperCase() : letter.toLowerCase();
  });
  const wrong = `not-${token}`;
  const tokens = {
    wrong,
    shortened: head,
    altered: `${head}${last === "0" ? "1" : "0"}`,
    "other-case": swapped === token ? wrong : swapped,
  };
  return tokens[kind];
}

function bytesOf(body: Body, variables: Variables): Uint8Array {
  switch (body.kind) {
    case "json":
      return Buffer.from(JSON.stringify(variables.value(body.value)));
    case "text":
      return Buffer.from(variables.text(body.text));
    case "hex":
      return Buffer.from(body.hex, "hex");
    case "padded":
      return Buffer.from(JSON.stringify(variables.value(body.value)).padEnd(body.bytes, " "));
    case "filled":
      return Buffer.from(JSON.stringify(variables.with({ fill: "x".repeat(body.bytes) }).value(body.value)));
  }
}

function text(variables: Variables, value: Json): string {
  const filled = variables.value(value);
  return typeof filled === "string" ? filled : JSON.stringify(filled);
}
