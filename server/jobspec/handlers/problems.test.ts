import { describe, expect, it } from "vitest";

import type { Refusal } from "../../../generated/runtime/refusal.js";
import { errorResponse } from "./problems.js";

function refusal(kind: Refusal["kind"], more: Partial<Refusal> = {}): Refusal {
  return { status: 400, kind, message: "the router's own words", issues: [], ...more };
}

const NOT_ALLOWED = "job_type is not allowlisted for OpenClaw trigger";

describe("errorResponse", () => {
  it.each([
    ["method-not-allowed", "method not allowed"],
    ["unauthorized", "daemon mutation denied: mutation token mismatch"],
    ["malformed-body", "invalid json"],
    ["not-found", "not found"],
    ["failure", "internal error"],
  ] as const)("says of %s what the reference says", (kind, error) => {
    expect(errorResponse(refusal(kind))).toEqual({ error });
  });

  it.each([
    ["submitJob", { job_type: "nope" }, 'invalid job type "nope"'],
    ["submitJob", {}, 'invalid job type ""'],
    ["submitJob", null, 'invalid job type ""'],
    ["submitJob", { job_type: 'a"\u0000\t' }, String.raw`invalid job type "a\"\x00\t"`],
    ["submitJob", { job_type: "nope", request_id: 5 }, "invalid json"],
    ["submitJob", { job_type: 1 }, "invalid json"],
    ["submitJob", { job_type: "rpi.run", payload: [] }, "invalid json"],
    ["submitJob", [], "invalid json"],
    ["submitJob", { job_type: "rpi.run", request_id: null }, "the router's own words"],
    ["triggerOpenClawJob", { job_type: "rpi.phase" }, NOT_ALLOWED],
    ["triggerOpenClawJob", {}, NOT_ALLOWED],
    ["triggerOpenClawJob", { job_type: 7 }, "invalid json"],
    ["cancelJob", {}, "job_id is required"],
    ["cancelJob", { job_id: 5 }, "invalid json"],
  ])("%s %j: %s", (operationId, body, error) => {
    expect(errorResponse(refusal("invalid-request", { operationId, body }))).toEqual({ error });
  });
});
