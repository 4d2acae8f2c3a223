import type { Schema } from "../../model/schema.js";
import { ARRAY, OBJECT, ownTypes } from "../../model/type-set.js";
import { block, joined, negated, bracketed } from "./condition.js";
import { patternNames, unknownKey, member } from "./object-lines.js";
import type { Scope } from "./scope.js";
import { isTrivial, targetLines } from "./target-checks.js";
import { test } from "./test-expression.js";

/** Code for `unevaluatedProperties` and `unevaluatedItems` (JSON Schema 2020-12 section 11). */
export function unevaluatedLines(scope: Scope, schema: Schema): string[] {
  return [...propertyLines(scope, schema), ...itemLines(scope, schema)];
}

function propertyLines(scope: Scope, schema: Schema): string[] {
  const { unevaluatedProperties } = schema;
  if (unevaluatedProperties === undefined || isTrivial(scope.graph, unevaluatedProperties)) return [];
  const facts = new Facts(scope);
  const evaluated = facts.ofKey(schema, new Set());
  if (evaluated === ALL) return [];
  const inner = targetLines(scope, unevaluatedProperties, {
    value: "value[key]",
    path: "issues?.at(key)",
    hint: "other",
    property: { name: "", isRequired: false },
  });
  const isOther = evaluated.map(negated);
  const loop = block(
    "for (const key in value)",
    isOther.length === 0 ? inner : block(`if (${joined(isOther, "&&")})`, inner),
  );
  const lines = [...facts.constants, ...loop];
  return (ownTypes(schema) & ~OBJECT) === 0 ? lines : block(`if (${scope.use("isObject")}(value))`, lines);
}

function itemLines(scope: Scope, schema: Schema): string[] {
  const { unevaluatedItems } = schema;
  if (unevaluatedItems === undefined || isTrivial(scope.graph, unevaluatedItems)) return [];
  const facts = new Facts(scope);
  const evaluated = facts.ofIndex(schema, new Set());
  if (evaluated === ALL) return [];
  const inner = targetLines(scope, unevaluatedItems, {
    value: "value[index]",
    path: "issues?.at(index)",
    hint: "other",
  });
  const isOther = evaluated.map(negated);
  const body = isOther.length === 0 ? inner : block(`if (${joined(isOther, "&&")})`, inner);
  const lines = [...facts.constants, ...block("for (let index = 0; index < value.length; index += 1)", body)];
  return (ownTypes(schema) & ~ARRAY) === 0 ? lines : block("if (Array.isArray(value))", lines);
}

/** Everything is evaluated. */
const ALL = "all";
/** Expressions of which one is true when a key or index is evaluated. */
type Evaluated = readonly string[] | typeof ALL;

/**
 * What a schema evaluates, as expressions about `key` or `index`. Branches that hold only for some values are tested
 * once, into constants, instead of reporting what they evaluated: such schemas are rare, and all others stay free of
 * it.
 */
class Facts {
  readonly constants: string[] = [];
  readonly #scope: Scope;
  readonly #named = new Map<string, string>();

  constructor(scope: Scope) {
    this.#scope = scope;
  }

  ofKey(schema: Schema, seen: ReadonlySet<Schema>): Evaluated {
    const isRoot = seen.size === 0;
    if (schema.additionalProperties !== undefined || (!isRoot && schema.unevaluatedProperties !== undefined))
      return ALL;
    const names = unknownKey(this.#scope, [...(schema.properties?.keys() ?? [])]).map((expression) =>
      this.#inverse(expression),
    );
    const patterns = patternNames(this.#scope, schema).map(({ constant }) => `${constant}.test(key)`);
    return this.#union(schema, seen, { own: [...names, ...patterns], of: (part, inside) => this.ofKey(part, inside) });
  }

  ofIndex(schema: Schema, seen: ReadonlySet<Schema>): Evaluated {
    const isRoot = seen.size === 0;
    if (schema.items !== undefined || (!isRoot && schema.unevaluatedItems !== undefined)) return ALL;
    const own = (schema.prefixItems?.length ?? 0) === 0 ? [] : [`index < ${schema.prefixItems?.length}`];
    if (schema.contains !== undefined)
      own.push(test(this.#scope, schema.contains, { value: "value[index]", hint: "contained" }));
    if (own.includes("true")) return ALL;
    return this.#union(schema, seen, { own, of: (part, inside) => this.ofIndex(part, inside) });
  }

  #inverse(expression: string): string {
    return expression.startsWith("!") ? expression.slice(1) : expression.replace(" !== ", " === ");
  }

  #union(
    schema: Schema,
    seen: ReadonlySet<Schema>,
    { own, of }: { own: string[]; of: (part: Schema, inside: ReadonlySet<Schema>) => Evaluated },
  ): Evaluated {
    if (seen.has(schema)) return [];
    const inside = new Set(seen).add(schema);
    const found: Evaluated[] = [own];
    if (schema.ref !== undefined) found.push(of(this.#scope.graph.at(schema.ref), inside));
    for (const part of schema.allOf ?? []) found.push(of(part, inside));
    for (const branch of [...(schema.anyOf ?? []), ...(schema.oneOf ?? [])])
      found.push(this.#when(() => this.#fits(branch), of(branch, inside)));
    for (const [name, part] of schema.dependentSchemas ?? []) {
      found.push(this.#when(() => `${member(this.#scope, name)} !== undefined`, of(part, inside)));
    }
    found.push(...this.#conditional(schema, (part) => of(part, inside)));
    return found.some((part) => part === ALL) ? ALL : found.flatMap((part) => (part === ALL ? [] : part));
  }

  #conditional(schema: Schema, of: (part: Schema) => Evaluated): Evaluated[] {
    const { if: condition, then, else: otherwise } = schema;
    if (condition === undefined) return [];
    return [
      this.#when(() => this.#fits(condition), of(condition)),
      ...(then === undefined ? [] : [this.#when(() => this.#fits(condition), of(then))]),
      ...(otherwise === undefined ? [] : [this.#when(() => negated(this.#fits(condition)), of(otherwise))]),
    ];
  }

  /** Evaluated only for values that pass a test. */
  #when(passes: () => string, evaluated: Evaluated): Evaluated {
    if (evaluated !== ALL && evaluated.length === 0) return [];
    const guard = passes();
    if (guard === "true") return evaluated;
    if (evaluated === ALL) return [guard];
    return evaluated.map((expression) => `(${bracketed(guard)} && ${bracketed(expression)})`);
  }

  /** The name of a constant that tells whether the value is valid for a branch. */
  #fits(branch: Schema): string {
    const expression = test(this.#scope, branch, { value: "value", hint: "option" });
    if (expression === "true" || expression === "false") return expression;
    let name = this.#named.get(expression);
    if (name === undefined) {
      name = this.#scope.local("fits");
      this.#named.set(expression, name);
      this.constants.push(`const ${name} = ${expression};`);
    }
    return name;
  }
}
