import { shorten } from "../run/expectation.js";
import type { Failure, Result } from "../run/outcome.js";
import type { WireRequest } from "../run/exchange.js";
import type { Basis } from "../suite/case.js";
import { verdictOf } from "./summary.js";

const SOURCES: Readonly<Record<Basis["source"], string>> = {
  contract: "contract",
  worker: "worker contract",
  page: "specification page",
  recorded: "recorded from the reference daemon",
};

/** What there is to say about a result, without its id; nothing for one that passed or was not claimed. */
export function describeResult(result: Result): readonly string[] {
  const { outcome, basis } = result;
  if (verdictOf(result) === "no-longer-failing")
    return ["is listed as known to fail, but passes: take it off the list"];
  if (outcome?.kind === "not-observable") return [outcome.reason];
  if (outcome?.kind !== "failed") return [];
  return [
    ...describeFailure(outcome.failure),
    ...basis.map(({ source, text }) => `rests on  ${SOURCES[source]}: "${text}"`),
  ];
}

function describeFailure({ place, request, reply, expected, got }: Failure): readonly string[] {
  return [
    ...(place === undefined ? [] : [`case      ${place.file}:${place.line}:${place.column}`]),
    ...(request === undefined ? [] : [`request   ${describeRequest(request)}`]),
    ...(request?.told ?? []).map((line) => `with      ${line}`),
    `expected  ${expected}`,
    `got       ${got}`,
    ...(reply === undefined ? [] : [`reply     ${reply.status} ${shorten(reply.text.trim())}`.trimEnd()]),
  ];
}

/** The request line and the body. What it has of headers that matters is told apart. */
export function describeRequest({ method, path, body }: WireRequest): string {
  const text = body === undefined ? "" : ` ${shorten(Buffer.from(body).toString("utf8").trim())}`;
  return `${method} ${path}${text}`;
}
