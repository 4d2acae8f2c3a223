import type { ErrorResponse } from "../../../../generated/worker/types.js";
import type { Refusal } from "../../../../generated/runtime/refusal.js";
import { errorResponse as jobspecErrorResponse } from "../problems.js";

/** The body of everything the router refuses itself: JobSpec's texts, but a wrong body is told as the check saw it. */
export function errorResponse(refusal: Refusal): ErrorResponse {
  return refusal.kind === "invalid-request" ? { error: refusal.message } : jobspecErrorResponse(refusal);
}
