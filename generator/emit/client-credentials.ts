import { capitalised } from "../naming.js";
import type { Component } from "../model/api.js";
import type { Operation } from "../model/operation.js";
import type { SecurityScheme } from "../model/security-scheme.js";
import { access, propertyName, quote, type SourceFile } from "../source-file.js";
import type { ClientNames } from "./client-names.js";

/** True for schemes whose proof is known to be part of a request; a certificate is part of the connection. */
export function isSent({ node }: Component<SecurityScheme>): boolean {
  return node.kind !== "mutualTLS" && node.kind !== "undeclared";
}

/** Functions of a client file that put credentials into requests. */
export interface CredentialsContext {
  readonly file: SourceFile;
  readonly names: ClientNames;
}

/** Prints the `Authorize` of a scheme as a function called `local`. */
export function printAuthorize(scheme: Component<SecurityScheme>, local: string, context: CredentialsContext): void {
  const { name, node } = scheme;
  const { file, names } = context;
  file.block(`async function ${local}({ ${propertyName(name)}: credential }, draft) {`, "}", () => {
    file.print("if (!credential) return false;", placing(node, names), "return true;");
  });
}

function placing(scheme: SecurityScheme, names: ClientNames): string {
  const text = `await ${names.runtime("ask", "call")}(credential)`;
  if (scheme.kind === "apiKey" && scheme.in !== "header") {
    const put = names.runtime(scheme.in === "query" ? "putInQuery" : "putInCookie", "client-credentials");
    return `${put}(draft, ${quote(scheme.name)}, ${text});`;
  }
  if (scheme.kind === "apiKey") return `${access("draft.headers", scheme.name.toLowerCase())} = ${text};`;
  const kind = scheme.kind === "http" ? scheme.scheme : "bearer";
  return `draft.headers.authorization = \`${capitalised(kind)} \${${text}}\`;`;
}

/** The `security` of a call: the functions of the schemes, by alternative. Sending nothing needs no alternative. */
export function securityMember(
  { security }: Operation,
  schemes: ReadonlyMap<string, string>,
  names: ClientNames,
): string[] {
  const texts = new Set(
    security.flatMap((alternative) => {
      const sent = [...alternative.keys()].filter((name) => schemes.has(name));
      const functions = sent.map((name) => schemes.get(name) ?? "");
      if (functions.length <= 1) return functions;
      const together = names.runtime("together", "client-credentials");
      return [`${together}([${sent.map(quote).join(", ")}], [${functions.join(", ")}])`];
    }),
  );
  return texts.size === 0 ? [] : [`security: [${[...texts].join(", ")}]`];
}
