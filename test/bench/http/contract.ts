import { readFileSync } from "node:fs";
import { parse } from "yaml";

type Node = { readonly [key: string]: unknown };

/** The contract as it is written, for candidates that read it at start. Runs from the root of the repository. */
export function readContract(): Node {
  return parse(readFileSync("openapi/jobspec.yaml", "utf8")) as Node; // our own file
}

/** A component schema with its references followed, for candidates that take plain JSON Schema. */
export function componentSchema(name: string): Node {
  const { schemas } = readContract()["components"] as { readonly schemas: Node }; // our own file
  return inline(schemas[name], schemas) as Node; // an object stays one
}

function inline(value: unknown, schemas: Node): unknown {
  if (Array.isArray(value)) return value.map((item) => inline(item, schemas));
  if (typeof value !== "object" || value === null) return value;
  if ("$ref" in value) return inline(schemas[String(value.$ref).replace("#/components/schemas/", "")], schemas);
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, inline(item, schemas)]));
}
