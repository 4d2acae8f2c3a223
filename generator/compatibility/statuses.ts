import type { Response, StatusPattern } from "../model/response.js";

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
