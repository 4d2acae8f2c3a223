import { openClawTriggerJobRequestJob_typeValues } from "../../../generated/jobspec/enums.js";
import type { ErrorResponse } from "../../../generated/jobspec/types.js";
import type { Refusal } from "../../../generated/runtime/refusal.js";
import { goQuote } from "../../kernel/ledger/go-quote.js";
import { isJobType } from "../queue/vocabulary.js";
import { NOT_ALLOWED } from "./openclaw.js";

const INVALID_JSON = "invalid json";
const TEXT_FIELDS = ["request_id", "job_id", "job_type", "idempotency_key", "reason"];

/** The body of everything the router refuses itself, in the texts that the reference daemon gives. */
export function errorResponse(refusal: Refusal): ErrorResponse {
  switch (refusal.kind) {
    case "method-not-allowed":
      return { error: "method not allowed" };
    case "unauthorized":
      return { error: "daemon mutation denied: mutation token mismatch" };
    case "malformed-body":
      return { error: INVALID_JSON };
    case "body-too-large":
      return { error: "request body exceeds MaxJobSubmissionBytes" };
    case "invalid-request":
      if (refusal.operationId === "listDaemonEvents") return { error: "limit must be a non-negative integer" };
      return { error: invalidBody(refusal) };
    case "failure":
      return { error: "internal error" };
    case "not-found":
      return { error: "not found" };
    case "unsupported-media-type":
    case "not-implemented":
      return { error: refusal.message };
  }
}

/** A field of a wrong type makes the body undecodable; only then is its content looked at. `null` counts as absent. */
function invalidBody({ operationId, body, message }: Refusal): string {
  const fields = body === null ? {} : body;
  if (!isRecord(fields) || !isDecodable(fields)) return INVALID_JSON;
  const jobType = text(fields.job_type);
  if (operationId === "cancelJob" && text(fields.job_id) === "") return "job_id is required";
  if (operationId === "submitJob" && !isJobType(jobType)) return `invalid job type ${goQuote(jobType)}`;
  return operationId === "triggerOpenClawJob" && !isTriggerType(jobType) ? NOT_ALLOWED : message;
}

function isTriggerType(jobType: string): boolean {
  return (openClawTriggerJobRequestJob_typeValues as readonly string[]).includes(jobType);
}

function isDecodable(fields: Readonly<Record<string, unknown>>): boolean {
  const { payload } = fields;
  const texts = TEXT_FIELDS.map((name) => fields[name]).filter((value) => value !== undefined && value !== null);
  const hasTexts = texts.every((value) => typeof value === "string");
  return hasTexts && (payload === undefined || payload === null || isRecord(payload));
}

function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
