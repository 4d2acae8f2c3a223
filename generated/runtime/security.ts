import type { IncomingMessage } from "node:http";
import type { Exchange } from "./exchange.js";
import type { VerifyCredential } from "./router-options.js";

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
export function apiKey(
  location: "header" | "query" | "cookie",
  name: string,
): (request: IncomingMessage) => string | undefined {
  if (location === "query")
    return (request) => new URLSearchParams(request.url?.split("?")[1] ?? "").get(name) ?? undefined;
  if (location === "cookie") return (request) => cookie(request.headers.cookie ?? "", name);
  const header = name.toLowerCase();
  return (request) => {
    const value = request.headers[header];
    return typeof value === "string" && value.trim() !== "" ? value.trim() : undefined;
  };
}

function cookie(header: string, name: string): string | undefined {
  const found = header
    .split(";")
    .map((part) => part.trim())
    .find((part) => part.startsWith(`${name}=`));
  return found === undefined ? undefined : decoded(found.slice(name.length + 1));
}

/** Clients percent-encode what cookies cannot hold; what is no such encoding is meant as it stands. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/**
 * The credential of an `Authorization` header of a scheme, whose name is compared without case (RFC 9110 section
 * 11.1).
 */
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
  // A TLSSocket, by the checks above.
  const certificate = (socket.getPeerCertificate as () => { fingerprint256?: string })();
  return certificate.fingerprint256;
}

/** For a scheme that the contract names and does not declare: who decides on it has to know where to look. */
export function noCredential(): string {
  return "";
}

/** Who asks, and for what. */
export interface Asked<Context> {
  readonly exchange: Exchange;
  readonly context: Context;
  readonly operationId: string;
}

type Schemes<Context> = Readonly<Record<string, SecurityRule<Context>>>;
type Verdict = boolean | Promise<boolean>;

/**
 * The first alternative whose schemes all pass decides; none at all means that the operation is open. A promise only
 * where a security function gave one, since most decide at once and a wait for nothing costs.
 */
export function isAuthorized<Context>(
  alternatives: readonly Alternative[],
  schemes: Schemes<Context>,
  asked: Asked<Context>,
): Verdict {
  for (const [index, alternative] of alternatives.entries()) {
    const verdict = passesAll(Object.entries(alternative), schemes, asked);
    if (verdict === true) return true;
    if (verdict === false) continue;
    const rest = alternatives.slice(index + 1);
    return verdict.then((passed) => passed || isAuthorized(rest, schemes, asked));
  }
  return false;
}

type Requirement = readonly [name: string, scopes: readonly string[]];

function passesAll<Context>(requirements: Requirement[], schemes: Schemes<Context>, asked: Asked<Context>): Verdict {
  for (const [index, [name, scopes]] of requirements.entries()) {
    const scheme = schemes[name];
    const credential = scheme?.find(asked.exchange.request);
    if (scheme === undefined || credential === undefined) return false;
    const verdict = scheme.verify(credential, { operationId: asked.operationId, scopes, context: asked.context });
    if (verdict === true) continue;
    if (verdict === false) return false;
    const rest = requirements.slice(index + 1);
    return Promise.resolve(verdict).then((passed) => passed === true && passesAll(rest, schemes, asked));
  }
  return true;
}
