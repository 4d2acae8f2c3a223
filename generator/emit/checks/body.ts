import { isLeaf, keywordsOf, ROLES } from "../../model/keywords.js";
import type { Schema } from "../../model/schema.js";
import { ARRAY, NULL, OBJECT, ownTypes } from "../../model/type-set.js";
import { quote } from "../../source-file.js";
import { arrayLines } from "./array-lines.js";
import { block, stopLines, type Condition } from "./condition.js";
import { leafConditions } from "./leaf-conditions.js";
import { combinationLines } from "./combination-lines.js";
import { objectLines } from "./object-lines.js";
import type { Scope } from "./scope.js";
import { hasKind, isInline, orNull } from "./target-checks.js";
import { unevaluatedLines } from "./unevaluated-lines.js";

/**
 * The statements of a check's body: `value` is checked, faults go to `issues`. Type, constants and enumerations are
 * tested first and end the check, since nothing sensible can be said of a value of another kind.
 */
export function bodyLines(scope: Scope, schema: Schema): string[] {
  if (schema.never === true)
    return [refuse(scope, { keyword: "false schema", expected: quote("must not be present") })];
  const other = orNull(scope, schema);
  if (other !== undefined && !isInline(scope.graph.essence(other))) {
    return [`return value === null || ${scope.call(other, { value: "value", path: "issues", hint: "" })};`];
  }
  const conditions = leafConditions(scope, schema, { value: "value", hint: "" });
  const kind = hasKind(schema) ? conditions.shift() : undefined;
  if (kind !== undefined && conditions.length === 0 && isLeaf(schema)) return [passOrRefuse(scope, kind)];
  const early = kind === undefined ? [] : earlyLines(scope, schema, kind);
  const rest = [
    ...conditions.flatMap((condition) => stopLines(scope, condition, { path: "issues" })),
    ...structureLines(scope, schema),
    ...combinationLines(scope, schema),
    ...unevaluatedLines(scope, schema),
  ];
  if (rest.length === 0 || scope.isQuiet) return [...early, ...rest, "return true;"];
  return [...early, "const start = issues?.count;", ...rest, "return issues?.count === start;"];
}

function earlyLines(scope: Scope, schema: Schema, kind: Condition): string[] {
  if (!isNullShort(schema)) return [refuseLine(scope, kind)];
  const [structure] = (schema.types ?? []).filter((type) => type !== "null");
  const bad = structure === "array" ? "!Array.isArray(value)" : `!${scope.use("isObject")}(value)`;
  return ["if (value === null) return true;", refuseLine(scope, { ...kind, bad })];
}

/** True for an object or array that may also be null, with nothing else to say: null is let through at once. */
function isNullShort(schema: Schema): boolean {
  const types = ownTypes(schema);
  return (
    (types === (OBJECT | NULL) || types === (ARRAY | NULL)) &&
    schema.enum === undefined &&
    schema.const === undefined &&
    keywordsOf(schema).every((key) => key === "types" || ROLES[key] === "object" || ROLES[key] === "array")
  );
}

function structureLines(scope: Scope, schema: Schema): string[] {
  const types = isNullShort(schema) ? ownTypes(schema) & ~NULL : ownTypes(schema);
  const roles = new Set(keywordsOf(schema).map((key) => ROLES[key]));
  const lines: string[] = [];
  if ((types & OBJECT) !== 0 && roles.has("object")) {
    const inner = objectLines(scope, schema);
    lines.push(
      ...(types === OBJECT || inner.length === 0 ? inner : block(`if (${scope.use("isObject")}(value))`, inner)),
    );
  }
  if ((types & ARRAY) !== 0 && roles.has("array")) {
    const inner = arrayLines(scope, schema);
    lines.push(...(types === ARRAY || inner.length === 0 ? inner : block("if (Array.isArray(value))", inner)));
  }
  return lines;
}

function refuseLine(scope: Scope, kind: Condition): string {
  return `if (${kind.bad}) ${refuse(scope, kind)}`;
}

function refuse(scope: Scope, { keyword, expected }: Pick<Condition, "keyword" | "expected">): string {
  if (scope.isQuiet) return "return false;";
  return `return ${scope.use("refuse")}(issues, ${quote(keyword)}, ${expected});`;
}

function passOrRefuse(scope: Scope, { good, keyword, expected }: Condition): string {
  if (scope.isQuiet) return `return ${good};`;
  return `return ${good} || ${scope.use("refuse")}(issues, ${quote(keyword)}, ${expected});`;
}
