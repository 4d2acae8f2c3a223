import type { RequestHead } from "./exchange.js";
import type { Problem, Problems } from "./refusal.js";
import type { VerifyCredential } from "./router-options.js";
import type { OperationRule, RouterRules } from "./router-rules.js";
import type { Alternative, SecurityRule } from "./security.js";
import type { ReplyValue } from "./write-reply.js";

type Awaitable<Value> = Value | Promise<Value>;

/** An operation of the contract together with what the application gave for it. */
export interface Operation<Context> {
  readonly rule: OperationRule;
  readonly handle: (request: unknown, context: Context) => Awaitable<ReplyValue>;
  readonly before: ((head: RequestHead, context: Context) => Awaitable<ReplyValue | undefined>) | undefined;
  readonly security: readonly Alternative[] | undefined;
  readonly problems: Problems;
}

/** The parts of a router that every request needs, looked up once. */
export interface BoundRules<Context> {
  readonly operations: readonly Operation<Context>[];
  readonly schemes: Readonly<Record<string, SecurityRule<Context>>>;
  readonly fallback: Problem;
}

/** Looks up handlers, hooks, problems and security functions by name. Throws `TypeError` when one is missing. */
export function bindRules<Context>(rules: RouterRules<Context>): BoundRules<Context> {
  // The generated interfaces, which the caller was checked against, say that methods of these names have these types.
  const problem = (name: string): Problem => method(rules.problems, name, "problem") as Problem;
  const operations = Object.entries(rules.operations).map(([name, rule]): Operation<Context> => ({
    rule,
    handle: method(rules.handlers, name, "handler") as Operation<Context>["handle"],
    before: optionalMethod(rules.before, name) as Operation<Context>["before"],
    security: rule.security,
    problems: mapValues(rule.problems, (name) => (name === null ? undefined : problem(name))),
  }));
  const schemes = mapEntries(rules.schemes, (name, scheme): SecurityRule<Context> => ({
    ...scheme,
    verify: method(rules.security, name, "security function") as VerifyCredential<Context>,
  }));
  return { operations, schemes, fallback: rules.fallback === undefined ? undefined : problem(rules.fallback) };
}

type Method = (...values: never[]) => unknown;

function method(owner: object | undefined, name: string, what: string): Method {
  const found = optionalMethod(owner, name);
  if (found === undefined) throw new TypeError(`there is no ${what} "${name}"`);
  return found;
}

function optionalMethod(owner: object | undefined, name: string): Method | undefined {
  const found: unknown = owner === undefined ? undefined : Reflect.get(owner, name);
  return typeof found === "function" ? (found.bind(owner) as Method) : undefined; // any function can be called so
}

function mapValues<From, To>(record: Readonly<Record<string, From>>, change: (value: From) => To): Record<string, To> {
  return mapEntries(record, (_name, value) => change(value));
}

function mapEntries<From, To>(
  record: Readonly<Record<string, From>>,
  change: (name: string, value: From) => To,
): Record<string, To> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, change(name, value)]));
}
