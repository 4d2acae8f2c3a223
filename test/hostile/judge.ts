import { existsSync, readFileSync } from "node:fs";

import type { ValidateFunction } from "ajv";
import { Ajv2020 } from "ajv/dist/2020.js";
import { parse } from "yaml";

import type { JsonValue } from "../../generator/document/overlay.js";
import { applyOverlay, parseOverlay } from "../../generator/document/overlay.js";
import type { SentRequest } from "./attack.js";
import type { WireAnswer } from "./wire.js";

/** Says what is wrong with an answer; undefined when nothing is. */
export type Judge = (answer: WireAnswer, request: SentRequest | undefined) => string | undefined;

interface Operation {
  readonly "x-agentops-aliases"?: readonly string[];
  readonly responses: Readonly<Record<string, { readonly $ref?: string }>>;
}

/** An OpenAPI document, as far as it is read here. */
interface Contract {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
}

/** Statuses with which HTTP refuses what is no request. */
const PROTOCOL = [400, 408, 413, 417, 431];

/** A contract with what amends it. */
interface Named {
  readonly $id: string;
  readonly contract: Contract;
}

/** Judges answers by the contracts alone, whichever has the path: the documents, their overlays, and ajv. */
export function contractJudge(...names: readonly string[]): Judge {
  const contracts = names.map(load);
  const ajv = new Ajv2020({ strict: false, validateFormats: false });
  for (const { $id, contract } of contracts) ajv.addSchema({ $id, ...contract });
  const validators = new Map<string, ValidateFunction>();
  const fits = ($id: string, pointer: readonly string[], value: unknown): string | undefined => {
    const steps = pointer.map((step) => encodeURIComponent(step.replaceAll("~", "~0").replaceAll("/", "~1")));
    const $ref = `${$id}#/${steps.join("/")}/content/application~1json/schema`;
    const validate = validators.get($ref) ?? ajv.compile({ $ref });
    validators.set($ref, validate);
    return validate(value) ? undefined : ajv.errorsText(validate.errors);
  };
  const error = (value: unknown): string | undefined =>
    fits(contracts[0]?.$id ?? "", ["components", "responses", "Error"], value);
  return (answer, request) => {
    const { status } = answer;
    if (status >= 500) return `status ${status}: ${answer.body.toString().slice(0, 300)}`;
    const body = request?.method === "HEAD" ? { error: "" } : json(answer);
    if (typeof body === "string") return body;
    if (request === undefined) return PROTOCOL.includes(status) ? error(body) : `status ${status} to no request`;
    if (request.refusals.includes(status)) return error(body);
    const place = contracts.flatMap((named) => placesOf(named, request.target))[0];
    if (place === undefined) return status === 404 ? error(body) : `status ${status} outside of the contract`;
    const { $id, path, operations } = place;
    const method = Object.hasOwn(operations, request.method.toLowerCase()) ? request.method.toLowerCase() : undefined;
    if (method === undefined && !(status === 405 && answer.headers.has("allow"))) return `status ${status}, not 405`;
    const declared = method ?? Object.keys(operations)[0] ?? "";
    const response = operations[declared]?.responses[status];
    if (response === undefined) return `status ${status} is not declared`;
    if (status === 204) return undefined;
    const [, pointer = ""] = response.$ref?.split("#/") ?? [];
    return fits(
      $id,
      pointer === "" ? ["paths", path, declared, "responses", String(status)] : pointer.split("/"),
      body,
    );
  };
}

/** A contract of ours with its overlay, as JSON. */
export function contractDocument(name: string): JsonValue {
  const [document, overlay] = [`${name}.yaml`, `${name}.overlay.yaml`].map((file) => {
    const url = new URL(`../../openapi/${file}`, import.meta.url);
    return existsSync(url) ? readFileSync(url, "utf8") : undefined;
  });
  const value = parse(document ?? "") as JsonValue; // YAML gives JSON values
  return overlay === undefined ? value : applyOverlay(value, parseOverlay(name, overlay)).document;
}

function load(name: string): Named {
  const contract = contractDocument(name) as unknown as Contract; // the document is ours
  return { $id: `https://contract/${name}.yaml`, contract };
}

function json({ headers, body }: WireAnswer): object | string {
  if (body.length === 0 && headers.get("content-type") === undefined) return {};
  if (headers.get("content-type") !== "application/json") return `content type ${String(headers.get("content-type"))}`;
  try {
    const value: unknown = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(body));
    return typeof value === "object" && value !== null ? value : `no object: ${JSON.stringify(value)}`;
  } catch (fault) {
    return `${String(fault)}: ${body.toString().slice(0, 300)}`;
  }
}

interface Place {
  readonly $id: string;
  readonly path: string;
  readonly operations: Readonly<Record<string, Operation>>;
}

/** Where a target leads to in a contract, by its own name or an alias. */
function placesOf({ $id, contract }: Named, target: string): readonly Place[] {
  const origin = target.replace(/^https?:\/\/[^/?#]*/i, "");
  const name = decoded(origin.split(/[?#]/)[0] ?? "");
  return Object.entries(contract.paths).flatMap(([path, operations]) => {
    const aliases = Object.values(operations).flatMap((operation) => operation["x-agentops-aliases"] ?? []);
    return [path, ...aliases].includes(name) ? [{ $id, path, operations }] : [];
  });
}

/** A path with its percent-encodings resolved (RFC 3986 section 6.2.2.2), or as it is when they are none. */
function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
