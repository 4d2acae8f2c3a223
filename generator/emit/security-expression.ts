import { capitalised } from "../naming.js";
import type { Api, Component } from "../model/api.js";
import type { SecurityScheme } from "../model/security-scheme.js";
import { quote } from "../source-file.js";

/** The schemes that some operation asks for. */
export function usedSchemes(api: Api): Component<SecurityScheme>[] {
  const used = new Set(
    api.operations.flatMap((operation) => operation.security.flatMap((alternative) => [...alternative.keys()])),
  );
  return api.securitySchemes.filter(({ name }) => used.has(name));
}

/** One line on where the credential of a scheme comes from. */
export function schemeSummary(scheme: SecurityScheme): string {
  const text = scheme.description === undefined ? "" : ` ${scheme.description}`;
  switch (scheme.kind) {
    case "apiKey":
      return `API key in ${scheme.in} \`${scheme.name}\`.${text}`;
    case "http":
      return `Credential of \`Authorization: ${capitalised(scheme.scheme)}\`.${text}`;
    case "mutualTLS":
      return `SHA-256 fingerprint of the client's certificate.${text}`;
    case "undeclared":
      return "A scheme that the contract does not declare: the credential is empty, and `check` has to be enough.";
    default:
      return `Access token of \`Authorization: Bearer\`.${text}`;
  }
}

/** The `SchemeRule` of a scheme; `use` imports a name from templates/runtime/security.ts. */
export function schemeExpression(scheme: SecurityScheme, use: (symbol: string) => string): string {
  switch (scheme.kind) {
    case "apiKey":
      return `{ find: ${use("apiKey")}(${quote(scheme.in)}, ${quote(scheme.name)}) }`;
    case "http":
      return authorization(scheme.scheme, use);
    case "mutualTLS":
      return `{ find: ${use("peerCertificate")} }`;
    case "undeclared":
      return `{ find: ${use("noCredential")} }`;
    default:
      return authorization("bearer", use);
  }
}

function authorization(scheme: string, use: (symbol: string) => string): string {
  return `{ find: ${use("authorization")}(${quote(scheme)}), challenge: ${quote(capitalised(scheme))} }`;
}
