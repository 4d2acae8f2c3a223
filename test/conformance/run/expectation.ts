import type { Json } from "../json.js";
import type { Expectation, Expected } from "../suite/case.js";
import type { Reply } from "./exchange.js";
import { describeExpected, matches } from "./match.js";
import type { Variables } from "./variables.js";

/** What a reply should have had, and what it had. */
export interface Mismatch {
  readonly expected: string;
  readonly got: string;
}

/** The first difference between a reply and what is expected of it. */
export function mismatch(expectation: Expectation, reply: Reply, variables: Variables): Mismatch | undefined {
  const compare = (name: string, actual: Json | undefined, template: Expected): Mismatch | undefined => {
    const expected = variables.expected(template);
    if (matches(actual, expected)) return undefined;
    const told = shorten(describeExpected(expected));
    return { expected: `${name}: ${told}`, got: actual === undefined ? "nothing" : show(actual) };
  };
  const { status, headers, body } = expectation;
  const statusFault = status === undefined ? undefined : compare("status", reply.status, status);
  if (statusFault !== undefined) return statusFault;
  for (const [name, expected] of headers) {
    const fault = compare(`header ${name}`, reply.headers[name], expected);
    if (fault !== undefined) return fault;
  }
  for (const { query, expected } of body) {
    if (reply.body === undefined) return { expected: "a body of JSON", got: show(reply.text) };
    const fault = compare(variables.text(query.text), variables.find(query, reply.body), expected);
    if (fault !== undefined) return fault;
  }
  return undefined;
}

/** A value for people. */
export function show(value: Json): string {
  return shorten(JSON.stringify(value));
}

/** The beginning of a long text. */
export function shorten(text: string): string {
  return text.length <= MAX_SHOWN ? text : `${text.slice(0, MAX_SHOWN)}... (${text.length} characters)`;
}

const MAX_SHOWN = 400;
