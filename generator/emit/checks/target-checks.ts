import {
  children,
  hasOnly,
  isAmong,
  isLeaf,
  keywordsOf,
  PART_SCHEMAS,
  SCHEMA_MAPS,
  type Keyword,
} from "../../model/keywords.js";
import { isOnly, type Schema } from "../../model/schema.js";
import { NULL } from "../../model/type-set.js";
import { block, conditional, indented, stopCall, stopLines, type Condition } from "./condition.js";
import { instanceTypes, refusesUndefined } from "./instance-types.js";
import { INLINE_VALUES, leafConditions } from "./leaf-conditions.js";
import type { SchemaGraph } from "./schema-graph.js";
import type { Scope, Target } from "./scope.js";

/** Conditions that are repeated wherever a schema is used; more are put into a function. */
const INLINE_CONDITIONS = 2;

/** Code that checks a property, an item or the value itself against a schema that stands there. */
export function targetLines(scope: Scope, schema: Schema, target: Target): string[] {
  const essence = scope.graph.essence(schema);
  if (essence.never === true) return neverLines(scope, essence, target);
  if (isTrivial(scope.graph, essence)) return requiredLines(scope, target);
  const isRequired = target.property?.isRequired === true;
  if (isRequired && !refusesUndefined(scope.graph, essence)) {
    return [...requiredLines(scope, target), ...presentLines(scope, essence, optional(target))];
  }
  return presentLines(scope, essence, target);
}

function optional(target: Target): Target {
  return target.property === undefined ? target : { ...target, property: { ...target.property, isRequired: false } };
}

function neverLines(scope: Scope, schema: Schema, target: Target): string[] {
  const [keyword, message] =
    schema.readOnly === true
      ? ["readOnly", "must not be sent in a request"]
      : schema.writeOnly === true
        ? ["writeOnly", "must not be sent in a reply"]
        : ["false schema", "must not be present"];
  const isProperty = target.property !== undefined;
  const bad = isProperty ? `${target.value} !== undefined` : "true";
  return stopLines(scope, { good: "", bad, keyword, expected: JSON.stringify(message) }, { path: target.path });
}

function requiredLines(scope: Scope, { value, property }: Target): string[] {
  if (property?.isRequired !== true) return [];
  const call = scope.isQuiet ? "" : `${scope.use("missing")}(issues, ${JSON.stringify(property.name)})`;
  return conditional([`${value} === undefined`], call);
}

function presentLines(scope: Scope, schema: Schema, target: Target): string[] {
  const { value, property } = target;
  const isOptional = property !== undefined && !property.isRequired;
  const first = property?.isRequired === true ? `issues?.need(${JSON.stringify(property.name)}, value)` : target.path;
  const present = isOptional ? `${value} !== undefined` : "";
  if (isInline(schema)) {
    const conditions = leafConditions(scope, schema, target);
    return conditionLines(scope, conditions, { present, first, then: target.path, hasKind: hasKind(schema) });
  }
  const inner = orNull(scope, schema);
  const guards = [...(isOptional ? [present] : []), ...(inner === undefined ? [] : [`${value} !== null`])];
  const call = scope.call(inner ?? schema, { value, path: first, hint: target.hint });
  return conditional([...guards, `!${call}`], scope.isQuiet ? "" : "!issues");
}

interface Paths {
  readonly present: string;
  readonly first: string;
  readonly then: string;
  /** The first condition decides whether the others make sense. */
  readonly hasKind: boolean;
}

function conditionLines(
  scope: Scope,
  conditions: readonly Condition[],
  { present, first, then, hasKind }: Paths,
): string[] {
  const [kind, ...rest] = conditions;
  if (kind === undefined) return [];
  if (rest.length === 0) return stopLines(scope, kind, { path: first, guard: present });
  const others = rest.map((condition) => stopLines(scope, condition, { path: then }));
  const lines =
    hasKind && !scope.isQuiet
      ? alternative(block(`if (${kind.bad})`, conditional([], stopCall(scope, kind, first))), others)
      : [...stopLines(scope, kind, { path: then }), ...others.flat()];
  return present === "" ? lines : block(`if (${present})`, lines);
}

/** A block, and the statements for when its condition does not hold. */
function alternative(lines: readonly string[], others: readonly string[][]): string[] {
  const [[first, ...rest] = [], ...more] = others;
  if (more.length === 0) return [...lines.slice(0, -1), `} else ${first}`, ...rest];
  return [...lines.slice(0, -1), "} else {", ...indented(others.flat()), "}"];
}

/** True when the first of the conditions of a schema is about its types or values. */
export function hasKind({ types, enum: values, const: constant }: Schema): boolean {
  return types !== undefined || values !== undefined || constant !== undefined;
}

/** How far inside a schema is looked to find that it demands nothing. */
const IDLE_DEPTH = 3;

/** True when every value is valid, as far as a short look tells. */
export function isTrivial(graph: SchemaGraph, schema: Schema, depth = 0): boolean {
  const essence = graph.essence(schema);
  if (essence.never === true) return false;
  const words = keywordsOf(essence);
  if (words.length === 0) return true;
  if (isLeaf(essence)) return leafConditions(silent(graph), essence, { value: "value", hint: "" }).length === 0;
  if (depth === IDLE_DEPTH || !words.every(isIdleWithIdle)) return false;
  return children(essence).every((child) => isTrivial(graph, child, depth + 1));
}

/** True for keywords that demand nothing when the schemas in them demand nothing. */
function isIdleWithIdle(key: Keyword): boolean {
  if (key === "prefixItems" || key === "allOf" || isAmong(SCHEMA_MAPS, key)) return true;
  return key !== "contains" && isAmong(PART_SCHEMAS, key);
}

/** A scope that notes nothing down, to ask whether there would be code. */
function silent(graph: SchemaGraph): Scope {
  return {
    graph,
    isQuiet: true,
    use: (name) => name,
    constant: (hint) => hint,
    call: () => "",
    check: () => "",
    local: (name) => name,
  };
}

/** Small enough to be written out wherever it is used. */
export function isInline(schema: Schema): boolean {
  if (!isLeaf(schema)) return false;
  const weight =
    keywordsOf(schema).length -
    (hasKind(schema) && schema.types !== undefined && (schema.enum ?? schema.const) !== undefined ? 1 : 0);
  const isShort =
    schema.enum === undefined || (schema.enum.length <= INLINE_VALUES && JSON.stringify(schema.enum).length < 60);
  return weight <= INLINE_CONDITIONS && isShort;
}

/** For a schema that is another one or null, that other one. */
export function orNull(scope: Scope, schema: Schema): Schema | undefined {
  const { graph } = scope;
  const branches = hasOnly(schema, "anyOf") ? schema.anyOf : hasOnly(schema, "oneOf") ? schema.oneOf : undefined;
  if (branches?.length !== 2 || !branches.some((branch) => isNull(graph.essence(branch)))) return undefined;
  const other = branches.find((branch) => !isNull(graph.essence(branch)));
  if (other === undefined || graph.essence(other).never === true || isTrivial(scope.graph, other)) return undefined;
  // In `oneOf`, a null that both branches take would be refused.
  return schema.anyOf !== undefined || (instanceTypes(graph, other) & NULL) === 0 ? other : undefined;
}

export function isNull(schema: Schema): boolean {
  return hasOnly(schema, "types") && isOnly(schema, "null");
}
