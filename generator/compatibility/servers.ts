import type { Cursor } from "../document/cursor.js";
import type { ContractSide } from "./pairs.js";

/** Base URLs of the document and where they stand; without any, the one that OpenAPI assumes is not told of. */
export function serversOf({ contract }: ContractSide): Map<string, Cursor> {
  const servers = contract.root.get("servers")?.items() ?? [];
  return new Map(servers.map((server) => [String(server.get("url")?.value).replace(/\/$/, ""), server]));
}
