import { goQuote } from "../../kernel/ledger/go-quote.js";
import { trimSpace } from "../../kernel/white-space.js";
import type { Refused } from "./command.js";
import { refused } from "./command.js";

/**
 * What is wrong with a request id, in the reference's words. Empty means absent; anything else must have something and
 * no white space inside.
 */
export function requestIdFault(requestId: string | undefined): Refused | undefined {
  if (requestId === undefined || requestId === "") return undefined;
  const trimmed = trimSpace(requestId);
  if (trimmed === "") return refused("invalid-request", "request_id is required");
  if (!/[ \t\r\n]/.test(trimmed)) return undefined;
  return refused("invalid-request", `request_id ${goQuote(requestId)} must not contain whitespace`);
}
