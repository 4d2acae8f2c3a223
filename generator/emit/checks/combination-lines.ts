import type { Schema } from "../../model/schema.js";
import { quote } from "../../source-file.js";
import { block, indented, stopLines } from "./condition.js";
import type { Scope, Target } from "./scope.js";
import { targetLines } from "./target-checks.js";
import { test } from "./test-expression.js";
import { unionLines } from "./union-lines.js";

/** Code for the words that apply other schemas to the same value. */
export function combinationLines(scope: Scope, schema: Schema): string[] {
  const here = (hint: string): Target => ({ value: "value", path: "issues", hint });
  return [
    ...(schema.ref === undefined ? [] : targetLines(scope, { cursor: schema.cursor, ref: schema.ref }, here("base"))),
    ...(schema.allOf ?? []).flatMap((member, index) => targetLines(scope, member, here(`part-${index + 1}`))),
    ...unionLines(scope, { branches: schema.anyOf, keyword: "anyOf", schema }),
    ...unionLines(scope, { branches: schema.oneOf, keyword: "oneOf", schema }),
    ...notLines(scope, schema),
    ...conditionalLines(scope, schema),
  ];
}

function notLines(scope: Scope, { not }: Schema): string[] {
  if (not === undefined) return [];
  const bad = test(scope, not, { value: "value", hint: "excluded" });
  if (bad === "false") return [];
  return stopLines(
    scope,
    { good: "", bad, keyword: "not", expected: quote("must not be what the contract excludes") },
    { path: "issues" },
  );
}

function conditionalLines(scope: Scope, schema: Schema): string[] {
  if (schema.if === undefined) return [];
  const condition = test(scope, schema.if, { value: "value", hint: "condition" });
  const branch = (branch: Schema | undefined, hint: string): string[] =>
    branch === undefined ? [] : targetLines(scope, branch, { value: "value", path: "issues", hint });
  const then = branch(schema.then, "then");
  const otherwise = branch(schema.else, "else");
  if (then.length === 0) return otherwise.length === 0 ? [] : block(`if (!(${condition}))`, otherwise);
  const lines = block(`if (${condition})`, then);
  return otherwise.length === 0 ? lines : [...lines.slice(0, -1), "} else {", ...indented(otherwise), "}"];
}
