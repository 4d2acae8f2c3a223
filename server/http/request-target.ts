import type { IncomingMessage } from "node:http";

/**
 * Brings a request whose target is an absolute URI, which servers have to take, into the usual form (RFC 9112 section
 * 3.2.2): path and query in `url`, and the URI's host in place of the one of the `Host` field. Anything else stays.
 */
export function takeTarget(request: IncomingMessage): void {
  const { url = "/" } = request;
  const match = url.startsWith("/") ? null : /^https?:\/\/([^/?#]+)([^#]*)/i.exec(url);
  if (match === null) return;
  const [, host = "", rest = ""] = match;
  request.headers.host = host;
  request.url = rest.startsWith("/") ? rest : `/${rest}`;
}
