import type { IncomingMessage } from "node:http";

import { isLoopbackHost } from "./mutation-policy.js";

/** What is answered to a page that has made the name of its own site lead here. */
const REFUSAL = { status: 421, message: "this daemon does not answer for that host" };

/**
 * Refuses what is not a mutation when its Host is no name of this machine, in whatever way the name came to lead here
 * (DNS rebinding): a browser would hand the reply to the page of that name. Mutations are left to their policy, which
 * asks for a token that no page has, and consults no Host, as the reference's. Without a Host it was no browser.
 */
export function refuseForeignHost({ method, headers }: IncomingMessage): typeof REFUSAL | undefined {
  const { host = "" } = headers;
  if (method === "POST" || host === "" || isOwnHost(host)) return undefined;
  return REFUSAL;
}

/** True for loopback addresses, `localhost` and the names below it (RFC 6761), with or without a port. */
function isOwnHost(host: string): boolean {
  const match = /^(?:\[([^\]]*)\]|([^:]*))(?::\d*)?$/.exec(host);
  const name = (match?.[1] ?? match?.[2] ?? "").toLowerCase().replace(/\.$/, "");
  return isLoopbackHost(name) || name.endsWith(".localhost");
}
