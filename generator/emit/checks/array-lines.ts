import type { Schema } from "../../model/schema.js";
import { quote } from "../../source-file.js";
import { block, stopLines } from "./condition.js";
import { plural } from "./leaf-conditions.js";
import type { Scope } from "./scope.js";
import { isTrivial, targetLines } from "./target-checks.js";
import { test } from "./test-expression.js";

/** Code for the words about arrays; `value` is known to be one. */
export function arrayLines(scope: Scope, schema: Schema): string[] {
  return [
    ...lengthLines(scope, schema),
    ...(schema.prefixItems ?? []).flatMap((item, index) => prefixLines(scope, item, index)),
    ...itemLines(scope, schema),
    ...containsLines(scope, schema),
    ...uniqueLines(scope, schema),
  ];
}

function lengthLines(scope: Scope, { minItems = 0, maxItems }: Schema): string[] {
  const lines: string[] = [];
  const check = (keyword: string, bad: string, message: string): void => {
    lines.push(
      ...stopLines(
        scope,
        { good: "", bad: `value.length ${bad}`, keyword, expected: quote(message) },
        { path: "issues" },
      ),
    );
  };
  if (minItems > 0) check("minItems", `< ${minItems}`, `must have at least ${plural(minItems, "item")}`);
  if (maxItems !== undefined) check("maxItems", `> ${maxItems}`, `must have at most ${plural(maxItems, "item")}`);
  return lines;
}

function prefixLines(scope: Scope, item: Schema, index: number): string[] {
  const lines = targetLines(scope, item, {
    value: `value[${index}]`,
    path: `issues?.at(${index})`,
    hint: `item-${index}`,
  });
  return lines.length === 0 ? [] : block(`if (value.length > ${index})`, lines);
}

function itemLines(scope: Scope, { items, prefixItems = [] }: Schema): string[] {
  if (items === undefined || isTrivial(scope.graph, items)) return [];
  const start = prefixItems.length;
  if (items.never === true) {
    const expected = quote(`must have at most ${plural(start, "item")}`);
    return stopLines(
      scope,
      { good: "", bad: `value.length > ${start}`, keyword: "items", expected },
      { path: "issues" },
    );
  }
  return block(
    `for (let index = ${start}; index < value.length; index += 1)`,
    targetLines(scope, items, { value: "value[index]", path: "issues?.at(index)", hint: "item" }),
  );
}

function containsLines(scope: Scope, { contains, minContains = 1, maxContains }: Schema): string[] {
  if (contains === undefined || (minContains === 0 && maxContains === undefined)) return [];
  const count = `value.filter((item) => ${test(scope, contains, { value: "item", hint: "contained" })}).length`;
  const found = scope.local("contained");
  const lines = [`const ${found} = ${count};`];
  const check = (keyword: string, bad: string, message: string): void => {
    lines.push(
      ...stopLines(scope, { good: "", bad: `${found} ${bad}`, keyword, expected: quote(message) }, { path: "issues" }),
    );
  };
  if (minContains > 0)
    check("contains", `< ${minContains}`, `must contain at least ${plural(minContains, "matching item")}`);
  if (maxContains !== undefined)
    check("contains", `> ${maxContains}`, `must contain at most ${plural(maxContains, "matching item")}`);
  return lines;
}

function uniqueLines(scope: Scope, { uniqueItems }: Schema): string[] {
  if (uniqueItems !== true) return [];
  const bad = `!${scope.use("hasUniqueItems")}(value)`;
  return stopLines(
    scope,
    { good: "", bad, keyword: "uniqueItems", expected: quote("must not have two equal items") },
    { path: "issues" },
  );
}
