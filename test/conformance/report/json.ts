import type { Failure, Result } from "../run/outcome.js";
import { describeRequest } from "./describe.js";
import { LEVEL_NAMES, isConforming, summarize, verdictOf } from "./summary.js";

/** What a report says beside its results. */
export interface ReportHead {
  readonly url: string;
  /** When the run began, in UTC. */
  readonly startedAt: string;
  readonly durationMs: number;
}

/** The report for programs; docs/conformance.md lists its members. The token is not in it. */
export function jsonReport(results: readonly Result[], { url, startedAt, durationMs }: ReportHead): string {
  const report = {
    report: "specwright.conformance.v1",
    suite: "jobspec.v0",
    url,
    started_at: startedAt,
    duration_ms: Math.round(durationMs),
    conforming: isConforming(results),
    levels: summarize(results).map(({ level, counts }) => ({ level, name: LEVEL_NAMES[level], ...counts })),
    cases: results.map(caseRow),
  };
  return `${JSON.stringify(report, undefined, 2)}\n`;
}

function caseRow(result: Result) {
  const { id, level, title, basis, needs, outcome, durationMs } = result;
  return {
    ...{ id, level, title, verdict: verdictOf(result), duration_ms: Math.round(durationMs), needs, basis },
    ...(outcome?.kind === "not-observable" ? { reason: outcome.reason } : {}),
    ...(outcome?.kind === "failed" ? { failure: failureRow(outcome.failure) } : {}),
  };
}

function failureRow({ place, request, reply, expected, got }: Failure) {
  return {
    ...(place === undefined ? {} : { case: `${place.file}:${place.line}:${place.column}` }),
    ...(request === undefined ? {} : { request: describeRequest(request) }),
    ...(request?.told === undefined || request.told.length === 0 ? {} : { with: request.told }),
    ...{ expected, got },
    ...(reply === undefined ? {} : { reply: { status: reply.status, headers: reply.headers, text: reply.text } }),
  };
}
