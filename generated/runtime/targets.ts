import type { IncomingMessage } from "node:http";
import type { Operation } from "./bind-operations.js";
import { expressionNames, PathMatcher } from "./path-matcher.js";
import { readParameters, type ParameterGroups, type ParameterRule } from "./read-parameters.js";
import { readRequestBody } from "./read-request-body.js";
import type { RequestIssue } from "./refusal.js";
import { DISCARD_FACTOR, readBytes } from "./request-body.js";
import type { FixedParameter } from "./router-rules.js";

/** What a path and a method lead to. */
export interface Target<Context> {
  readonly operation: Operation<Context>;
  /** Names of the expressions in the path's template. */
  readonly names: readonly string[];
  /** Another operation of the same path and method; those with more fixed parameters come first. */
  next?: Target<Context> | undefined;
}

/** Targets of a path by method. */
export type Methods<Context> = Map<string, Target<Context>>;

/** Finds the targets of a path. */
export function createMatcher<Context>(operations: readonly Operation<Context>[]): PathMatcher<Methods<Context>> {
  const matcher = new PathMatcher<Methods<Context>>();
  for (const operation of operations) {
    for (const path of operation.rule.paths) {
      const methods = matcher.add(path, () => new Map());
      const { method } = operation.rule;
      methods.set(method, inserted(methods.get(method), { operation, names: expressionNames(path) }));
    }
  }
  return matcher;
}

/** The first of a chain of targets after another one came in. */
function inserted<Context>(first: Target<Context> | undefined, added: Target<Context>): Target<Context> {
  if (first === undefined || fixedOf(added).length > fixedOf(first).length) return { ...added, next: first };
  first.next = inserted(first.next, added);
  return first;
}

function fixedOf<Context>({ operation }: Target<Context>): readonly FixedParameter[] {
  return operation.rule.fixed ?? [];
}

/** The first target whose fixed parameters a request has. */
export function findTarget<Context>(
  first: Target<Context> | undefined,
  request: IncomingMessage,
): Target<Context> | undefined {
  let target = first;
  while (target?.operation.rule.fixed?.every((fixed) => isFixed(fixed, request)) === false) target = target.next;
  return target;
}

function isFixed(fixed: FixedParameter, request: IncomingMessage): boolean {
  if (fixed.in === "header") return headerText(request, fixed.name) === fixed.value;
  return new URLSearchParams(queryOf(request)).getAll(fixed.name).includes(fixed.value);
}

/** Query of a request, undecoded and without the question mark. */
export function queryOf({ url = "" }: IncomingMessage): string {
  return /\?([^#]*)/.exec(url)?.[1] ?? "";
}

function headerText(request: IncomingMessage, name: string): string | undefined {
  const value = request.headers[name.toLowerCase()];
  return Array.isArray(value) ? value.join(", ") : value;
}

/** The parameters of a request in their groups; faults are added to `issues`. */
export function readGroups(
  rules: readonly ParameterRule[],
  { request, names, values }: { request: IncomingMessage; names: readonly string[]; values: readonly string[] },
  issues: RequestIssue[],
): ParameterGroups {
  const path = new Map(names.map((name, index) => [name, values[index] ?? ""]));
  const header = (name: string): string | undefined => headerText(request, name);
  return readParameters(rules, { path, query: queryOf(request), header }, issues);
}

/** A request that several operations of a path and method may be meant by. */
export interface Ambiguous {
  readonly request: IncomingMessage;
  /** What the expressions of the path matched. */
  readonly values: readonly string[];
  readonly bodyLimitBytes: number;
}

/**
 * The first target that accepts the parameters and the body of a request, else the first of all. Reads the body, and
 * leaves its bytes where body parsers do, at `request.body`.
 */
export async function chooseTarget<Context>(first: Target<Context>, ambiguous: Ambiguous): Promise<Target<Context>> {
  const { request, bodyLimitBytes } = ambiguous;
  if (!("body" in request)) {
    // Whole where that can be, so that the operation sees for itself that a body is too large.
    const bytes = await readBytes(request, bodyLimitBytes * DISCARD_FACTOR);
    if ("fault" in bytes) return first;
    Object.assign(request, { body: bytes.value });
  }
  let target: Target<Context> | undefined = first;
  while (target !== undefined) {
    if (await accepts(target, ambiguous)) return target;
    target = findTarget(target.next, request);
  }
  return first;
}

async function accepts<Context>({ operation, names }: Target<Context>, ambiguous: Ambiguous): Promise<boolean> {
  const { request, values, bodyLimitBytes } = ambiguous;
  const { parameters, body: rules } = operation.rule;
  const issues: RequestIssue[] = [];
  if (parameters !== undefined) readGroups(parameters, { request, names, values }, issues);
  if (issues.length > 0) return false;
  const body = rules === undefined ? undefined : await readRequestBody(request, rules, bodyLimitBytes);
  return body === undefined || (body !== "aborted" && !("refusal" in body));
}
