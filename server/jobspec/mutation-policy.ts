import { Buffer } from "node:buffer";
import { timingSafeEqual } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";
import { BlockList, isIP } from "node:net";

import { trimSpace } from "../kernel/white-space.js";

/** The paths on which the daemon takes mutations. */
export const MUTATION_PATHS: readonly string[] = [
  "/v1/jobs",
  "/jobs",
  "/v1/jobs/cancel",
  "/jobs/cancel",
  "/openclaw/v1/triggers/jobs",
  "/v1/worker/claim",
  "/v1/worker/heartbeat",
  "/v1/worker/complete",
  "/v1/worker/fail",
];

/** Why a mutation is denied, in the reference's words. */
export type Denial =
  | "mutation token not configured"
  | "path outside mutation scope"
  | "remote address is not local"
  | "browser origin is not trusted"
  | "browser fetch site is not trusted"
  | "mutation token mismatch";

/** What the policy looks at. It never sees a body. */
export interface MutationRequest {
  /** Without the query. */
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  /** `host:port` of the TCP peer; empty when there is none. */
  readonly peer: string;
}

/** Decides who may change something; the first rule that fails gives the reason. */
export class MutationPolicy {
  #token: Buffer | undefined;
  readonly #paths: ReadonlySet<string>;

  constructor(token: string, paths: readonly string[] = MUTATION_PATHS) {
    this.#paths = new Set(paths);
    this.changeToken(token);
  }

  /** From now on only this token is taken; a blank one denies every mutation. */
  changeToken(token: string): void {
    this.#token = trimSpace(token) === "" ? undefined : Buffer.from(token);
  }

  /** The reason to deny a request; undefined lets it pass. */
  check({ path, headers, peer }: MutationRequest): Denial | undefined {
    if (this.#token === undefined) return "mutation token not configured";
    if (!this.#paths.has(path)) return "path outside mutation scope";
    if (!isLoopbackPeer(peer)) return "remote address is not local";
    // No origin is trusted: no browser page has business here.
    if (trimSpace(headers.origin ?? "") !== "") return "browser origin is not trusted";
    if (isCrossSite(headers)) return "browser fetch site is not trusted";
    return this.matches(presentedToken(headers)) ? undefined : "mutation token mismatch";
  }

  /** True for the configured token, in time that depends on nothing but the length of the presented one. */
  matches(presented: string): boolean {
    const bytes = Buffer.from(presented);
    return this.#token !== undefined && bytes.length === this.#token.length && timingSafeEqual(bytes, this.#token);
  }
}

/** The token of a request: its own header, or else a bearer token. A wrong header is not rescued by a right bearer. */
export function presentedToken(headers: IncomingHttpHeaders): string {
  const own = trimSpace(single(headers["x-agentops-daemon-token"]));
  if (own !== "") return own;
  const { authorization } = headers;
  return authorization?.startsWith("Bearer ") === true ? trimSpace(authorization.slice("Bearer ".length)) : "";
}

/** True for a `host:port` on this machine, and for no peer at all; an address without a port is not trusted. */
export function isLoopbackPeer(peer: string): boolean {
  if (peer === "") return true;
  const match = /^(?:\[([^\]]*)\]|([^:]*)):[^:]*$/.exec(peer);
  return match !== null && isLoopbackHost(match[1] ?? match[2] ?? "");
}

/** True for `localhost` and for loopback addresses: 127.0.0.0/8, ::1 and IPv4 ones mapped into IPv6. */
export function isLoopbackHost(host: string): boolean {
  if (host === "localhost") return true;
  const family = isIP(host);
  if (family === 4) return host.startsWith("127.");
  return family === 6 && !host.includes("%") && LOOPBACK_6.check(host, "ipv6");
}

const LOOPBACK_6 = new BlockList();
LOOPBACK_6.addAddress("::1", "ipv6");
LOOPBACK_6.addSubnet("::ffff:127.0.0.0", 104, "ipv6");

/** One that was sent more than once comes as a list. */
function isCrossSite(headers: IncomingHttpHeaders): boolean {
  const sites = single(headers["sec-fetch-site"]).split(",");
  return sites.some((site) => trimSpace(site).toLowerCase() === "cross-site");
}

function single(value: string | string[] | undefined): string {
  return Array.isArray(value) ? (value[0] ?? "") : (value ?? "");
}
