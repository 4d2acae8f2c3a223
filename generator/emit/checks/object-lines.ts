import type { Schema } from "../../model/schema.js";
import { access, quote } from "../../source-file.js";
import { block, conditional, joined, stopLines } from "./condition.js";
import { listLiteral } from "./literal.js";
import { patternConstant } from "./pattern.js";
import type { Scope } from "./scope.js";
import { isTrivial, targetLines } from "./target-checks.js";

/** Property names that are compared one by one; more are looked up in a set. */
const INLINE_NAMES = 6;

/** Code for the words about objects; `value` is known to be one. */
export function objectLines(scope: Scope, schema: Schema): string[] {
  const { properties = new Map<string, Schema>(), required = [] } = schema;
  const wanted = new Set(required);
  return [
    ...[...properties].flatMap(([name, property]) =>
      propertyLines(scope, property, { name, isRequired: wanted.has(name) }),
    ),
    ...[...wanted].filter((name) => !properties.has(name)).flatMap((name) => missingLines(scope, name, "")),
    ...countLines(scope, schema),
    ...dependentLines(scope, schema),
    ...loopLines(scope, schema),
  ];
}

/**
 * The expression of a property of `value`; inherited ones such as `constructor` are not properties of a JSON object.
 */
export function member(scope: Scope, name: string): string {
  if (!(name in Object.prototype)) return access("value", name);
  return `${scope.use("own")}(value, ${quote(name)})`;
}

function propertyLines(
  scope: Scope,
  property: Schema,
  { name, isRequired }: { name: string; isRequired: boolean },
): string[] {
  return targetLines(scope, property, {
    value: member(scope, name),
    path: `issues?.at(${quote(name)})`,
    property: { name, isRequired },
    hint: name,
  });
}

function missingLines(scope: Scope, name: string, guard: string): string[] {
  const absent = `${member(scope, name)} === undefined`;
  const call = scope.isQuiet ? "" : `${scope.use("missing")}(issues, ${quote(name)})`;
  return conditional(guard === "" ? [absent] : [guard, absent], call);
}

function countLines(scope: Scope, { minProperties = 0, maxProperties }: Schema): string[] {
  const lines: string[] = [];
  const check = (keyword: string, bad: string, message: string): void => {
    const expected = quote(message);
    lines.push(
      ...stopLines(
        scope,
        { good: "", bad: `${scope.use("countProperties")}(value) ${bad}`, keyword, expected },
        { path: "issues" },
      ),
    );
  };
  if (minProperties > 0)
    check("minProperties", `< ${minProperties}`, `must have at least ${properties(minProperties)}`);
  if (maxProperties !== undefined)
    check("maxProperties", `> ${maxProperties}`, `must have at most ${properties(maxProperties)}`);
  return lines;
}

function properties(count: number): string {
  return count === 1 ? "1 property" : `${count} properties`;
}

function dependentLines(scope: Scope, schema: Schema): string[] {
  const lines: string[] = [];
  for (const [name, others] of schema.dependentRequired ?? []) {
    for (const other of others) lines.push(...missingLines(scope, other, `${member(scope, name)} !== undefined`));
  }
  for (const [name, dependent] of schema.dependentSchemas ?? []) {
    const inner = targetLines(scope, dependent, { value: "value", path: "issues", hint: `with-${name}` });
    if (inner.length > 0) lines.push(...block(`if (${member(scope, name)} !== undefined)`, inner));
  }
  return lines;
}

/** One loop over the properties for all words about properties that are not named. */
function loopLines(scope: Scope, schema: Schema): string[] {
  const patterns = patternNames(scope, schema);
  const lines = [
    ...nameLines(scope, schema),
    ...patterns.flatMap(({ constant, property }) => {
      const inner = targetLines(scope, property, { value: "property", path: "issues?.at(key)", hint: "value" });
      return inner.length === 0 ? [] : block(`if (${constant}.test(key))`, inner);
    }),
    ...additionalLines(
      scope,
      schema,
      patterns.map(({ constant }) => constant),
    ),
  ];
  if (lines.length === 0) return [];
  return block("for (const key in value)", [
    "const property = value[key];",
    "if (property === undefined) continue;",
    ...lines,
  ]);
}

/** The constants of `patternProperties`, each with its schema. */
export function patternNames(scope: Scope, schema: Schema): { constant: string; property: Schema }[] {
  return [...(schema.patternProperties ?? [])].map(([pattern, property]) => ({
    constant: patternConstant(scope, property.cursor, { pattern, hint: "key" }),
    property,
  }));
}

function nameLines(scope: Scope, { propertyNames }: Schema): string[] {
  if (propertyNames === undefined) return [];
  return targetLines(scope, propertyNames, { value: "key", path: "issues?.at(key)", hint: "key" });
}

function additionalLines(scope: Scope, schema: Schema, patterns: readonly string[]): string[] {
  const { additionalProperties, properties = new Map<string, Schema>() } = schema;
  if (additionalProperties === undefined || isTrivial(scope.graph, additionalProperties)) return [];
  const isOther = joined(
    [...unknownKey(scope, [...properties.keys()]), ...patterns.map((pattern) => `!${pattern}.test(key)`)],
    "&&",
  );
  if (additionalProperties.never === true) {
    const condition = {
      good: "",
      bad: isOther === "" ? "true" : isOther,
      keyword: "additionalProperties",
      expected: quote("must not be present"),
    };
    return stopLines(scope, condition, { path: "issues?.at(key)" });
  }
  const inner = targetLines(scope, additionalProperties, { value: "property", path: "issues?.at(key)", hint: "value" });
  return isOther === "" ? inner : block(`if (${isOther})`, inner);
}

/** Tests that `key` is none of the names. */
export function unknownKey(scope: Scope, names: readonly string[]): string[] {
  if (names.length > INLINE_NAMES)
    return [`!${scope.constant("properties", `/* @__PURE__ */ new Set(${listLiteral(names)})`)}.has(key)`];
  return names.map((name) => `key !== ${quote(name)}`);
}
