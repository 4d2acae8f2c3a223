import { withoutTag } from "../../model/discriminators.js";
import { isOnly, type Schema } from "../../model/schema.js";
import { ALL_TYPES } from "../../model/type-set.js";
import { propertyName, quote } from "../../source-file.js";
import { block, blockIf, conditional, indented, negated, stopCall, stopLines } from "./condition.js";
import { instanceTypes } from "./instance-types.js";
import { typePhrase } from "./leaf-conditions.js";
import { listLiteral, literal } from "./literal.js";
import { member } from "./object-lines.js";
import type { Scope } from "./scope.js";
import { findTag, type Tag } from "./union-tag.js";
import { isTrivial, targetLines } from "./target-checks.js";
import { test } from "./test-expression.js";

/** The branches of one `anyOf` or `oneOf`. */
export interface Union {
  readonly branches: readonly Schema[] | undefined;
  readonly keyword: "anyOf" | "oneOf";
  /** The schema that the union is part of. */
  readonly schema: Schema;
}

/** Code that checks `value` against the branches of a union. */
export function unionLines(scope: Scope, union: Union): string[] {
  if (union.branches === undefined) return [];
  const branches = distinctBranches(scope, union).filter((branch) => scope.graph.essence(branch).never !== true);
  if (union.keyword === "anyOf" && branches.some((branch) => isTrivial(scope.graph, branch))) return [];
  const tag = findTag(scope.graph, branches, union.schema.discriminator?.propertyName);
  return tag === undefined ? restLines(scope, { ...union, branches }) : taggedLines(scope, { ...union, branches }, tag);
}

/** Branches that no property tells apart; without any, no value fits. */
function restLines(scope: Scope, union: Union & { readonly branches: readonly Schema[] }): string[] {
  const [only = { cursor: union.schema.cursor, never: true as const }, ...more] = union.branches;
  if (more.length === 0) return targetLines(scope, only, { value: "value", path: "issues", hint: "option" });
  return openLines(scope, union);
}

/** In `anyOf` a branch twice is a branch once; in `oneOf` two equal branches exclude each other. */
function distinctBranches({ graph }: Scope, { branches = [], keyword }: Union): readonly Schema[] {
  if (keyword === "oneOf") return branches;
  return [...new Map(branches.map((branch) => [graph.shape(branch), branch])).values()];
}

/** A property tells which branch is meant: only that one is looked at. */
function taggedLines(scope: Scope, union: Union, tag: Tag): string[] {
  const cases = tag.cases.flatMap(({ branch, values }) => {
    // The case has looked at the tag already.
    const rest = withoutTag(branch, tag.property);
    const lines = targetLines(scope, rest, { value: "value", path: "issues", hint: String(values[0]) });
    return [...values.map((value) => `case ${literal(value)}:`), ...indented([...lines, "break;"])];
  });
  const optional = tag.cases.filter(({ isRequired }) => !isRequired);
  const untagged = optional.map(({ branch }) => withoutTag(branch, tag.property));
  const absent =
    optional.length === 0
      ? []
      : ["case undefined:", ...indented([...restLines(scope, { ...union, branches: untagged }), "break;"])];
  const values = tag.cases.flatMap((found) => found.values);
  const path = `issues?.need(${quote(tag.property)}, value)`;
  const expected = scope.isQuiet ? "" : scope.constant(`${tag.property}-values`, listLiteral(values));
  const otherwise = conditional([], stopCall(scope, { good: "", bad: "", keyword: "enum", expected }, path));
  const choice = block(`switch (${member(scope, tag.property)})`, [
    ...cases,
    ...absent,
    "default:",
    ...indented(otherwise),
  ]);
  const notObject = {
    good: "",
    bad: `!${scope.use("isObject")}(value)`,
    keyword: "type",
    expected: quote("must be an object"),
  };
  if (isOnly(union.schema, "object")) return choice;
  const lines = block(`if (${notObject.bad})`, stopLines(scope, { ...notObject, bad: "true" }, { path: "issues" }));
  return [...lines.slice(0, -1), "} else {", ...indented(choice), "}"];
}

function openLines(
  scope: Scope,
  { branches, keyword, schema }: Union & { readonly branches: readonly Schema[] },
): string[] {
  const names = branchNames(scope, branches);
  const tests = branches.map((branch, index) =>
    test(scope, branch, { value: "value", hint: names[index] ?? "option" }),
  );
  const isOne = keyword === "anyOf" || areDisjoint(scope, branches);
  const bad = isOne ? tests.map(negated) : [`${tests.map((expression) => `Number(${expression})`).join(" + ")} !== 1`];
  if (scope.isQuiet) return conditional(bad, "");
  const checks = branches.map((branch, index) => {
    const hint = names[index] ?? "option";
    return `${propertyName(hint)}: ${scope.check(branch, hint)}`;
  });
  const property = schema.discriminator?.propertyName;
  const tag = property === undefined ? "" : `, tag: ${quote(property)}`;
  return blockIf(bad, [
    "if (!issues) return false;",
    ...explainLines(`${scope.use("explain")}(issues, value, { keyword: ${quote(keyword)}${tag}, checks: `, checks),
  ]);
}

function explainLines(start: string, checks: readonly string[]): string[] {
  const line = `${start}{ ${checks.join(", ")} } });`;
  if (line.length <= 110) return [line];
  return [`${start}{`, ...indented(checks.map((check) => `${check},`)), "} });"];
}

/** True when no value fits two branches, as far as their types tell. */
function areDisjoint(scope: Scope, branches: readonly Schema[]): boolean {
  let seen = 0;
  return branches.every((branch) => {
    const types = instanceTypes(scope.graph, branch);
    const isApart = (seen & types) === 0;
    seen |= types;
    return isApart;
  });
}

/** How messages name each branch. */
function branchNames(scope: Scope, branches: readonly Schema[]): string[] {
  const taken = new Set<string>();
  return branches.map((branch, index) => {
    const name = nameOf(scope, branch) ?? `option ${index + 1}`;
    const free = taken.has(name) ? `${name} (${index + 1})` : name;
    taken.add(free);
    return free;
  });
}

function nameOf(scope: Scope, branch: Schema): string | undefined {
  const address = scope.graph.addressOf(branch);
  if (address !== undefined) return address.split("/").at(-1);
  const essence = scope.graph.essence(branch);
  if (essence.title !== undefined) return essence.title;
  const types = instanceTypes(scope.graph, essence);
  return types === ALL_TYPES || types === 0 ? undefined : typePhrase(types);
}
