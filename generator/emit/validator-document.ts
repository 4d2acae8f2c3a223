import type { Contract } from "../document/contract.js";
import { isReadable } from "../model/regular-expression.js";
import { header } from "../source-file.js";
import type { EmittedModule } from "./emission.js";

/**
 * `openapi-document.js`: the contract as express-openapi-validator can serve it. What it stumbles over is left out or
 * written in another way; that makes it less strict at most, and the router's own checks come behind it. Throws
 * `ContractError` for contracts of several files and for OpenAPI 3.2, which it does not read.
 */
export function emitValidatorDocument(contract: Contract, source: string): EmittedModule {
  const { root, files } = contract;
  if (files.length > 1) throw root.error("express-openapi-validator is given contracts of one file", "unsupported");
  const version = root.require("openapi", "the document").string();
  if (version.startsWith("3.2")) throw root.error("express-openapi-validator does not read OpenAPI 3.2", "unsupported");
  const text = JSON.stringify(servable(root.object()), null, 2);
  return {
    javascript: `${header(source)}\n\nexport const openapiDocument = ${text};\n`,
    declarations: `${header(source)}\n\nexport declare const openapiDocument: object;\n`,
  };
}

/** A document as express-openapi-validator can serve it. */
export function servable(document: Readonly<Record<string, unknown>>): object {
  const isNumeric = String(document["openapi"]).startsWith("3.1");
  const served = normalised(document, { isNumeric, isMap: false }) as object; // as a document is
  return { ...served, servers: [{ url: "/" }] };
}

/** Keys whose members are named by the contract: no keyword stands directly in them. */
const MAPS: ReadonlySet<string> = new Set([
  "callbacks",
  "headers",
  "parameters",
  "paths",
  "patternProperties",
  "properties",
  "requestBodies",
  "responses",
  "schemas",
  "securitySchemes",
]);

/** Keys whose values are values of the contract's own. */
const VALUES: ReadonlySet<string> = new Set(["const", "default", "enum"]);

interface Reading {
  /** OpenAPI 3.1: exclusive bounds are numbers. */
  readonly isNumeric: boolean;
  /** True for the value of a key in `MAPS`. */
  readonly isMap: boolean;
}

function normalised(value: unknown, { isNumeric, isMap }: Reading): unknown {
  if (Array.isArray(value)) return value.map((item) => normalised(item, { isNumeric, isMap: false }));
  if (typeof value !== "object" || value === null) return value;
  const node = value as Readonly<Record<string, unknown>>; // parsed, and no array
  const entries = Object.entries(node).filter(([key, member]) => isMap || isServed(node, key, member));
  const members = entries.map(([key, member]): [string, unknown] => {
    if (!isMap && VALUES.has(key)) return [key, member];
    return [key, normalised(member, { isNumeric, isMap: !isMap && MAPS.has(key) })];
  });
  const result: Record<string, unknown> = Object.fromEntries(members);
  if (isMap) return result;
  const bounded = isNumeric ? withNumericBounds(result) : result;
  return isUntypedNullable(node) ? { anyOf: [bounded, { enum: [null] }] } : bounded;
}

/** `nullable` without `type`, which does not compile; whoever writes it means "or null", as everywhere here. */
function isUntypedNullable({ nullable, type, anyOf, oneOf, allOf, enum: values }: Record<string, unknown>): boolean {
  return nullable === true && type === undefined && (anyOf ?? oneOf ?? allOf ?? values) !== undefined;
}

function isServed(node: Readonly<Record<string, unknown>>, key: string, value: unknown): boolean {
  switch (key) {
    // An `id` in an example would be read as that of a schema.
    case "example":
    case "examples":
    // Compiled in a strict mode that cannot be switched off.
    case "prefixItems":
      return false;
    case "nullable":
      return node["type"] !== undefined;
    case "pattern":
      return typeof value !== "string" || isReadable(value, "u");
    default:
      // A `$ref` in an extension would be followed, to other hosts too.
      return !key.startsWith("x-");
  }
}

/** The boolean `exclusiveMinimum` of OpenAPI 3.0 survives in 3.1 documents, where it does not compile. */
function withNumericBounds(node: Record<string, unknown>): Record<string, unknown> {
  for (const [exclusive, bound] of [
    ["exclusiveMinimum", "minimum"],
    ["exclusiveMaximum", "maximum"],
  ] as const) {
    if (typeof node[exclusive] !== "boolean") continue;
    if (node[exclusive]) node[exclusive] = node[bound];
    else Reflect.deleteProperty(node, exclusive);
    if (node[exclusive] !== undefined) Reflect.deleteProperty(node, bound);
  }
  return node;
}
