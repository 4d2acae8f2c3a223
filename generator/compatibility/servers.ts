import type { Cursor } from "../document/cursor.js";
import type { Operation } from "../model/operation.js";
import type { OperationPair, ServerPair, Servers } from "./pairs.js";

/** More base URLs than this are not told one by one. */
const MOST_URLS = 100;

/** Base URLs of the document; without any, the one that OpenAPI assumes is not told of. */
export function serversOf(owner: Cursor | undefined): Servers {
  const servers = owner?.get("servers")?.items() ?? [];
  return new Map(servers.flatMap((server) => urlsOf(server).map((url): [string, Cursor] => [url, server])));
}

/** The base URLs of an operation where it or its path has its own, in either contract. */
export function ownServers({ old, new: now, sides }: OperationPair): ServerPair | undefined {
  if (old === undefined || now === undefined || (ownerOf(old) ?? ownerOf(now)) === undefined) return undefined;
  return {
    direction: "request",
    old: serversOf(ownerOf(old) ?? sides.old.contract.root),
    new: serversOf(ownerOf(now) ?? sides.new.contract.root),
  };
}

/** The operation or path item that has `servers`. */
function ownerOf({ cursor }: Operation): Cursor | undefined {
  return [cursor, cursor.parent].find((place) => place?.has("servers") === true);
}

/** The URL of a server with every choice of the variables that list their values (OpenAPI 3.1 section 4.8.6). */
function urlsOf(server: Cursor): string[] {
  let urls = [String(server.get("url")?.value).replace(/\/$/, "")];
  for (const [name, variable] of server.get("variables")?.entries() ?? []) {
    const values = variable.get("enum")?.items() ?? [];
    if (values.length === 0 || urls.length * values.length > MOST_URLS) continue;
    urls = values.flatMap(({ value }) => urls.map((url) => url.replaceAll(`{${name}}`, String(value))));
  }
  return urls;
}
