import type { IncomingMessage } from "node:http";
import type { Exchange } from "./exchange.js";

/** What a security function is told beside the credential. */
export interface SecurityCheck<Context> {
  readonly operationId: string;
  /** Scopes that the operation asks of this scheme (OpenAPI 3.1 section 4.8.30). */
  readonly scopes: readonly string[];
  readonly context: Context;
}

/** Decides on a credential. Only `true` lets the request pass. */
export type VerifyCredential<Context> = (credential: string, check: SecurityCheck<Context>) => boolean | Promise<boolean>;

/** A scheme of the contract: where its credential is found. */
export interface SchemeRule {
  readonly find: (request: IncomingMessage) => string | undefined;
  /** Value of `WWW-Authenticate` in a 401 (RFC 9110 section 11.6.1). */
  readonly challenge?: string;
}

/** A scheme and who decides on its credentials. */
export interface SecurityRule<Context> extends SchemeRule {
  readonly verify: VerifyCredential<Context>;
}

/** Schemes that must all pass, with their scopes. */
export type Alternative = Readonly<Record<string, readonly string[]>>;

/** An API key in a header, a query parameter or a cookie. */
export function apiKey(location: "header" | "query" | "cookie", name: string): (request: IncomingMessage) => string | undefined {
  if (location === "query") return (request) => new URLSearchParams(request.url?.split("?")[1] ?? "").get(name) ?? undefined;
  if (location === "cookie") return (request) => cookie(request.headers.cookie ?? "", name);
  const header = name.toLowerCase();
  return (request) => {
    const value = request.headers[header];
    return typeof value === "string" && value.trim() !== "" ? value.trim() : undefined;
  };
}

function cookie(header: string, name: string): string | undefined {
  const found = header.split(";").map((part) => part.trim()).find((part) => part.startsWith(`${name}=`));
  return found?.slice(name.length + 1);
}

/** The credential of an `Authorization` header of a scheme, whose name is compared without case (RFC 9110 section 11.1). */
export function authorization(scheme: string): (request: IncomingMessage) => string | undefined {
  return (request) => {
    const value = request.headers.authorization ?? "";
    const at = value.indexOf(" ");
    if (at < 0 || value.slice(0, at).toLowerCase() !== scheme) return undefined;
    return value.slice(at + 1).trim() || undefined;
  };
}

/** For mutual TLS: the fingerprint of the peer's certificate, when the connection has one that was verified. */
export function peerCertificate(request: IncomingMessage): string | undefined {
  const { socket } = request;
  if (!("authorized" in socket) || socket.authorized !== true || !("getPeerCertificate" in socket)) return undefined;
  const certificate = (socket.getPeerCertificate as () => { fingerprint256?: string })(); // a TLSSocket, by the checks above
  return certificate.fingerprint256;
}

/** The first alternative whose schemes all pass decides; none at all means that the operation is open. */
export async function isAuthorized<Context>(
  alternatives: readonly Alternative[],
  rules: Readonly<Record<string, SecurityRule<Context>>>,
  asked: { readonly exchange: Exchange; readonly context: Context; readonly operationId: string },
): Promise<boolean> {
  for (const alternative of alternatives) {
    let passes = true;
    for (const [name, scopes] of Object.entries(alternative)) {
      const rule = rules[name];
      const credential = rule?.find(asked.exchange.request);
      if (rule === undefined || credential === undefined) passes = false;
      else {
        const verdict = rule.verify(credential, { operationId: asked.operationId, scopes, context: asked.context });
        // Most verify at once, and a wait for nothing costs.
        passes = (typeof verdict === "boolean" ? verdict : await verdict) === true;
      }
      if (!passes) break;
    }
    if (passes) return true;
  }
  return false;
}
