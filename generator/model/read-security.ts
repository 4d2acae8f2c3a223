import type { Contract } from "../document/contract.js";
import type { Cursor } from "../document/cursor.js";
import type { Faults } from "../document/faults.js";
import type { Component, Note } from "./api.js";
import type { Operation } from "./operation.js";
import type { SecurityRequirement, SecurityScheme } from "./security-scheme.js";

/** `components.securitySchemes` in the order of the document. */
export function readSecuritySchemes(contract: Contract, components: Cursor | undefined): Component<SecurityScheme>[] {
  const entries = components?.get("securitySchemes")?.entries() ?? [];
  return contract.faults.each(entries, ([name, cursor]) => ({ name, node: readScheme(contract.resolve(cursor)) }));
}

function readScheme(cursor: Cursor): SecurityScheme {
  const type = cursor.require("type", "security scheme");
  const text = cursor.get("description")?.string();
  const description = text === undefined ? {} : { description: text };
  switch (type.value) {
    case "apiKey":
      return {
        kind: "apiKey",
        in: readLocation(cursor),
        name: cursor.require("name", "apiKey scheme").string(),
        ...description,
      };
    case "http":
      return { kind: "http", scheme: cursor.require("scheme", "http scheme").string().toLowerCase(), ...description };
    case "oauth2":
    case "openIdConnect":
    case "mutualTLS":
      return { kind: type.value, ...description };
    default:
      throw type.error(`unknown security scheme type ${type.describe()}`);
  }
}

function readLocation(scheme: Cursor): "query" | "header" | "cookie" {
  const location = scheme.require("in", "apiKey scheme");
  if (location.value === "query" || location.value === "header" || location.value === "cookie") return location.value;
  throw location.error(`an API key is in "query", "header" or "cookie", not ${location.describe()}`);
}

/**
 * The alternatives under `security`, the one that asks for nothing last, so that proof which is given counts. A name
 * that is no declared scheme is noted: `undeclaredSchemes` are made of those.
 */
export function readRequirements(
  root: Cursor,
  security: Cursor | undefined,
  { faults, notes }: { readonly faults: Faults; readonly notes: Note[] },
): SecurityRequirement[] {
  const schemes = root.get("components")?.get("securitySchemes");
  const alternatives = (security?.items() ?? []).map(
    (alternative) =>
      new Map(
        faults.each(alternative.entries(), ([name, scopes]): [string, string[]] => {
          const text = `security scheme "${name}" is not declared; its function decides without a credential`;
          if (schemes?.has(name) !== true) notes.push({ cursor: scopes, text });
          return [name, scopes.items().map((scope) => scope.string())];
        }),
      ),
  );
  return alternatives.toSorted((a, b) => Number(a.size === 0) - Number(b.size === 0));
}

/** The schemes that operations ask for and the contract does not declare. */
export function undeclaredSchemes(
  operations: readonly Operation[],
  declared: readonly Component<SecurityScheme>[],
): Component<SecurityScheme>[] {
  const known = new Set(declared.map(({ name }) => name));
  const asked = operations.flatMap(({ security }) => security.flatMap((alternative) => [...alternative.keys()]));
  return [...new Set(asked)].filter((name) => !known.has(name)).map((name) => ({ name, node: { kind: "undeclared" } }));
}
