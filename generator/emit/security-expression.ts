import type { Api, Component } from "../model/api.js";
import type { SecurityScheme } from "../model/security-scheme.js";
import { access, quote } from "../source-file.js";

/** The schemes that some operation asks for. */
export function usedSchemes(api: Api): Component<SecurityScheme>[] {
  const used = new Set(api.operations.flatMap((operation) => operation.security.flatMap((alternative) => [...alternative.keys()])));
  return api.securitySchemes.filter(({ name }) => used.has(name));
}

/** One line on where the credential of a scheme comes from. */
export function schemeSummary(scheme: SecurityScheme): string {
  const text = scheme.description === undefined ? "" : ` ${scheme.description}`;
  switch (scheme.kind) {
    case "apiKey": return `API key in ${scheme.in} \`${scheme.name}\`.${text}`;
    case "http": return `Credential of \`Authorization: ${titleCase(scheme.scheme)}\`.${text}`;
    case "mutualTLS": return `SHA-256 fingerprint of the client's certificate.${text}`;
    default: return `Access token of \`Authorization: Bearer\`.${text}`;
  }
}

/** The `SecurityRule` of a scheme; `use` imports a name from templates/runtime/security.ts. */
export function schemeExpression({ name, scheme }: { name: string; scheme: SecurityScheme }, use: (symbol: string) => string): string {
  const verify = `verify: ${access("security", name)}.bind(security)`;
  switch (scheme.kind) {
    case "apiKey": return `{ find: ${use("apiKey")}(${quote(scheme.in)}, ${quote(scheme.name)}), ${verify} }`;
    case "http": return authorization(scheme.scheme, { verify, use });
    case "mutualTLS": return `{ find: ${use("peerCertificate")}, ${verify} }`;
    default: return authorization("bearer", { verify, use });
  }
}

function authorization(scheme: string, { verify, use }: { verify: string; use: (symbol: string) => string }): string {
  const challenge = quote(titleCase(scheme));
  return `{ find: ${use("authorization")}(${quote(scheme)}), challenge: ${challenge}, ${verify} }`;
}

function titleCase(scheme: string): string {
  return scheme.charAt(0).toUpperCase() + scheme.slice(1);
}
