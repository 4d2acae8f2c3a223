import type { Response, StatusPattern } from "../model/response.js";
import type { ResponsePair } from "./pairs.js";

/** True for a status that tells of success: 1xx, 2xx and 3xx. */
export function isSuccess(status: StatusPattern): boolean {
  return /^[123]/.test(status);
}

/** The response that a status gets: its own, that of its range, or `default` (OpenAPI 3.1 section 4.8.16). */
export function responseFor(responses: readonly Response[], status: StatusPattern): Response | undefined {
  for (const pattern of [status, `${status.charAt(0)}XX`, "default"]) {
    const found = responses.find((response) => response.status === pattern);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** True for a range such as `2XX` that has statuses of `responses` within it. */
export function hasStatusesIn(range: StatusPattern, responses: readonly Response[]): boolean {
  return range.endsWith("XX") && responses.some(({ status }) => status !== range && status[0] === range[0]);
}

/** The response of a status that only the old contract declares; the new one has at most a `default` for it. */
export function undeclared({ status, isPartial, old, new: now }: ResponsePair): Response | undefined {
  const isDeclared = now !== undefined && (now.status !== "default" || status === "default");
  return isPartial || isDeclared || old?.status !== status ? undefined : old;
}
