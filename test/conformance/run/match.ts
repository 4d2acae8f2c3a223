import { isDeepStrictEqual } from "node:util";
import { isObject, type Json } from "../json.js";
import { Matcher, type Expected, type MatcherName } from "../suite/case.js";

type Test = (actual: Json | undefined, argument: Expected) => boolean;

/** True when a value is what was expected. Objects have exactly the expected members, lists exactly the items. */
export function matches(actual: Json | undefined, expected: Expected): boolean {
  if (expected instanceof Matcher) return TESTS[expected.name](actual, expected.argument);
  if (Array.isArray(expected)) {
    return isList(actual) && actual.length === expected.length && expected.every((item, i) => matches(actual[i], item));
  }
  if (!isObject(expected)) return actual === expected;
  if (!isObject(actual)) return false;
  // An object of Json has members of Json, and one of Expected has members of Expected.
  const [have, want] = [actual as Readonly<Record<string, Json>>, expected as Readonly<Record<string, Expected>>];
  const names = new Set([...Object.keys(have), ...Object.keys(want)]);
  return [...names].every((name) => Object.hasOwn(want, name) && matches(have[name], want[name] ?? null));
}

const TESTS: Readonly<Record<MatcherName, Test>> = {
  absent: (actual) => actual === undefined || (isList(actual) && actual.length === 0),
  optional: (actual, expected) => TESTS.absent(actual, null) || matches(actual, expected),
  present: (actual) => actual !== undefined && actual !== null,
  match: (actual, pattern) => typeof actual === "string" && new RegExp(String(pattern), "u").test(actual),
  not: (actual, other) => actual !== undefined && !matches(actual, other),
  in: (actual, list) => isList(list) && list.some((item) => matches(actual, item)),
  includes: (actual, list) =>
    isList(actual) && isList(list) && list.every((item) => actual.some((value) => matches(value, item))),
  prefix: (actual, list) =>
    isList(actual) && isList(list) && isDeepStrictEqual(actual.slice(0, list.length), [...list]),
  count: (actual, count) => isList(actual) && actual.length === count,
  above: (actual, limit) => typeof actual === "number" && typeof limit === "number" && actual > limit,
  least: (actual, limit) => typeof actual === "number" && typeof limit === "number" && actual >= limit,
  most: (actual, limit) => typeof actual === "number" && typeof limit === "number" && actual <= limit,
  next: (actual, before) => typeof before === "number" && actual === before + 1,
  type: (actual, type) => typeOf(actual) === type,
  each: (actual, item) => isList(actual) && actual.length > 0 && actual.every((value) => matches(value, item)),
  distinct: (actual) => isList(actual) && new Set(actual.map(key)).size === actual.length,
  same: (actual) => isList(actual) && actual.length > 0 && new Set(actual.map(key)).size === 1,
  apart: (actual, places) =>
    isList(actual) && typeof places === "number" && pairs(actual).every((pair) => distance(pair) >= places),
  ascending: (actual) => isList(actual) && actual.every((value, i) => i === 0 || compare(actual[i - 1], value) <= 0),
};

function pairs(list: readonly Json[]): readonly (readonly [string, string])[] {
  const texts = list.map((value) => (typeof value === "string" ? value : ""));
  return texts.flatMap((one, index) => texts.slice(index + 1).map((other) => [one, other] as const));
}

/** In how many places two texts differ. */
function distance([one, other]: readonly [string, string]): number {
  return Array.from({ length: Math.max(one.length, other.length) }).filter((_, at) => one[at] !== other[at]).length;
}

/** What was expected, for people. */
export function describeExpected(expected: Expected): string {
  if (expected instanceof Matcher) {
    const argument = expected.argument === null ? "" : ` ${describeExpected(expected.argument)}`;
    return `!${expected.name}${argument}`;
  }
  if (Array.isArray(expected)) return `[${expected.map(describeExpected).join(", ")}]`;
  if (!isObject(expected)) return JSON.stringify(expected);
  const members = Object.entries(expected as Readonly<Record<string, Expected>>);
  return `{ ${members.map(([name, member]) => `${name}: ${describeExpected(member)}`).join(", ")} }`;
}

function isList<Item>(value: Item | readonly Item[] | undefined): value is readonly Item[] {
  return Array.isArray(value);
}

function typeOf(value: Json | undefined): string {
  if (value === null) return "null";
  return Array.isArray(value) ? "array" : typeof value;
}

function key(value: Json): string {
  return JSON.stringify(value);
}

/** Times are compared as instants, since fractions of a second have any length; everything else as it is. */
function compare(left: Json | undefined, right: Json): number {
  const [a, b] = [sortKey(left ?? null), sortKey(right)];
  return a < b ? -1 : Number(a > b);
}

function sortKey(value: Json): string | number {
  if (typeof value === "number") return value;
  const instant = typeof value === "string" ? Date.parse(value) : Number.NaN;
  return Number.isNaN(instant) ? JSON.stringify(value) : instant;
}
