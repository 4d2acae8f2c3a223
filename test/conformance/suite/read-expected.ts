import { MATCHER_NAMES, Matcher, type Expectation, type Expected, type Finding } from "./case.js";
import type { Entry } from "./entry.js";
import { VARIABLE, type Scope } from "./scope.js";

const WITHOUT_ARGUMENT = ["absent", "present", "distinct", "same", "ascending"];
const AMOUNTS = ["count", "above", "least", "most", "next"];
const TYPES = ["string", "number", "boolean", "object", "array", "null"];

/** Reads what must be true of a reply: a status alone, or a map of status, headers and body. */
export function readExpectation(entry: Entry, scope: Scope): Expectation {
  if (entry.kind !== "map") return { status: readExpected(entry, scope), headers: new Map(), body: [] };
  const fields = entry.fields(["status", "headers", "body"]);
  const status = fields.get("status");
  const headers = [...(fields.get("headers")?.members() ?? [])].map(([name, header]): [string, Expected] => [
    name.toLowerCase(),
    readExpected(header, scope),
  ]);
  const body = fields.get("body");
  return {
    status: status === undefined ? undefined : readExpected(status, scope),
    headers: new Map(headers),
    body: body === undefined ? [] : readFindings(body, scope),
  };
}

/** Reads a map from queries to what they must find. */
export function readFindings(entry: Entry, scope: Scope): readonly Finding[] {
  return [...entry.members()].map(([text, expected]) => ({
    place: expected.place,
    query: scope.query(expected, text),
    expected: readExpected(expected, scope),
  }));
}

/** Reads a value with matchers in it. */
export function readExpected(entry: Entry, scope: Scope): Expected {
  const { tag } = entry;
  return tag === undefined ? readPlain(entry, scope) : readMatcher(entry, tag, scope);
}

function readPlain(entry: Entry, scope: Scope): Expected {
  switch (entry.kind) {
    case "map":
      return Object.fromEntries([...entry.members()].map(([name, member]) => [name, readExpected(member, scope)]));
    case "list":
      return entry.list().map((item) => readExpected(item, scope));
    default: {
      const value = entry.scalar();
      return typeof value === "string" ? scope.template(entry, value) : value;
    }
  }
}

function readMatcher(entry: Entry, tag: string, scope: Scope): Matcher {
  const name = MATCHER_NAMES.find((known) => tag === `!${known}`);
  if (name === undefined) return entry.fail(`unknown tag ${tag}; known are !${MATCHER_NAMES.join(", !")}`);
  const argument = readPlain(entry, scope);
  const fault = faultOf(name, argument);
  if (fault !== undefined) entry.fail(`${tag} ${fault}`);
  return new Matcher(name, argument);
}

/** What is wrong with the argument of a matcher. */
function faultOf(name: Matcher["name"], argument: Expected): string | undefined {
  const isTemplate = typeof argument === "string" && argument.startsWith("${");
  if (WITHOUT_ARGUMENT.includes(name)) return argument === null ? undefined : "takes no argument";
  if (name === "match") return typeof argument === "string" && isPattern(argument) ? undefined : "takes a pattern";
  if (name === "type") return TYPES.includes(String(argument)) ? undefined : `takes one of ${TYPES.join(", ")}`;
  if (name === "in" || name === "includes" || name === "prefix") {
    return Array.isArray(argument) || isTemplate ? undefined : "takes a list";
  }
  const isAmount = AMOUNTS.includes(name);
  return isAmount && typeof argument !== "number" && !isTemplate ? "takes a number" : undefined;
}

function isPattern(template: string): boolean {
  try {
    new RegExp(template.replace(VARIABLE, "x"), "u");
    return true;
  } catch {
    return false;
  }
}
