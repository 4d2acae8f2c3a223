import type { Schema } from "../../model/schema.js";
import {
  ALL_TYPES,
  ARRAY,
  BOOLEAN,
  NULL,
  NUMBER,
  OBJECT,
  STRING,
  ownTypes,
  typeOfValue,
  typeSet,
  type TypeSet,
} from "../../model/type-set.js";
import { quote } from "../../source-file.js";
import { condition, guarded, joined, type Condition } from "./condition.js";
import { FORMATS } from "./formats.js";
import { listLiteral, literal } from "./literal.js";
import { patternCondition } from "./pattern.js";
import type { Scope } from "./scope.js";

/** The longest enumeration that is written out wherever it is tested. */
export const INLINE_VALUES = 3;

/**
 * What the words of a schema that do not look inside a value demand of it. When `type`, `const` or `enum` is among
 * them the first condition is about that, and the others take it for granted.
 */
export function leafConditions(
  scope: Scope,
  schema: Schema,
  { value, hint }: { value: string; hint: string },
): Condition[] {
  const kind = kindCondition(scope, schema, { value, hint });
  const texts = applying(schema, { to: STRING, test: `typeof ${value} === "string"` }, () =>
    textConditions(scope, schema, { value, hint }),
  );
  const numbers = applying(schema, { to: NUMBER, test: `typeof ${value} === "number"` }, () =>
    numberConditions(scope, schema, value),
  );
  return [...(kind === undefined ? [] : [kind]), ...texts, ...numbers];
}

/** Conditions about one kind of value: none where the schema has no such values, guarded where it has others too. */
function applying(schema: Schema, { to, test }: { to: TypeSet; test: string }, make: () => Condition[]): Condition[] {
  const types = ownTypes(schema);
  if ((types & to) === 0) return [];
  return (types & ~to) === 0 ? make() : make().map((inner) => guarded(test, inner));
}

function kindCondition(
  scope: Scope,
  schema: Schema,
  { value, hint }: { value: string; hint: string },
): Condition | undefined {
  const allowed = schema.types === undefined ? ALL_TYPES : typeSet(schema.types);
  if (schema.const !== undefined) {
    const passes =
      schema.enum === undefined ||
      schema.enum.some((item) => JSON.stringify(item) === JSON.stringify(schema.const?.value));
    const values = passes && (typeOfValue(schema.const.value) & allowed) !== 0 ? [schema.const.value] : [];
    return valueCondition(scope, { values, value, hint, keyword: "const" });
  }
  if (schema.enum !== undefined) {
    const values = schema.enum.filter((item) => (typeOfValue(item) & allowed) !== 0);
    return valueCondition(scope, { values, value, hint, keyword: "enum" });
  }
  return schema.types === undefined ? undefined : typeCondition(scope, typeSet(schema.types), value);
}

interface Values {
  readonly values: readonly unknown[];
  readonly value: string;
  readonly hint: string;
  readonly keyword: "const" | "enum";
}

function valueCondition(scope: Scope, { values, value, hint, keyword }: Values): Condition {
  if (values.length === 0) return { good: "false", bad: "true", keyword, expected: quote("must not be present") };
  const isPlain = values.every((item) => typeof item !== "object" || item === null);
  const message =
    values.length === 1
      ? `must be ${JSON.stringify(values[0])}`
      : `must be one of: ${values.map((item) => JSON.stringify(item)).join(", ")}`;
  if (isPlain && values.length <= INLINE_VALUES) {
    const good = joined(
      values.map((item) => `${value} === ${literal(item)}`),
      "||",
    );
    const bad = joined(
      values.map((item) => `${value} !== ${literal(item)}`),
      "&&",
    );
    return { good, bad, keyword, expected: quote(message) };
  }
  if (values.length === 1)
    return condition({ good: `${scope.use("isEqual")}(${value}, ${literal(values[0])})` }, keyword, message);
  const list = scope.constant(`${hint}-values`, listLiteral(values));
  const good = isPlain
    ? `${list}.includes(${value})`
    : `${list}.some((item) => ${scope.use("isEqual")}(item, ${value}))`;
  return { good, bad: `!${good}`, keyword, expected: list };
}

/** Kinds of values with the test that emitted code makes and the word for them, in the order in which they are told. */
const KINDS: readonly {
  set: TypeSet;
  word: string;
  good(value: string, scope: Scope): string;
  bad(value: string, scope: Scope): string;
}[] = [
  {
    set: STRING,
    word: "a string",
    good: (value) => `typeof ${value} === "string"`,
    bad: (value) => `typeof ${value} !== "string"`,
  },
  {
    set: NUMBER,
    word: "a number",
    good: (value) => `Number.isFinite(${value})`,
    bad: (value) => `!Number.isFinite(${value})`,
  },
  {
    set: NUMBER & typeSet(["integer"]),
    // Of a larger one the last digits are lost where JSON is parsed, and nobody can say which number it was.
    word: "an integer of at most 53 bits",
    good: (value) => `Number.isSafeInteger(${value})`,
    bad: (value) => `!Number.isSafeInteger(${value})`,
  },
  {
    set: BOOLEAN,
    word: "a boolean",
    good: (value) => `typeof ${value} === "boolean"`,
    bad: (value) => `typeof ${value} !== "boolean"`,
  },
  {
    set: OBJECT,
    word: "an object",
    good: (value, scope) => `${scope.use("isObject")}(${value})`,
    bad: (value, scope) => `!${scope.use("isObject")}(${value})`,
  },
  {
    set: ARRAY,
    word: "an array",
    good: (value) => `Array.isArray(${value})`,
    bad: (value) => `!Array.isArray(${value})`,
  },
  { set: NULL, word: "null", good: (value) => `${value} === null`, bad: (value) => `${value} !== null` },
];

/** The condition that a value is of one of the kinds in a set. */
export function typeCondition(scope: Scope, types: TypeSet, value: string): Condition {
  const kinds = kindsOf(types);
  const good = joined(
    kinds.map((kind) => kind.good(value, scope)),
    "||",
  );
  const bad = joined(
    kinds.map((kind) => kind.bad(value, scope)),
    "&&",
  );
  return { good, bad, keyword: "type", expected: quote(`must be ${typePhrase(types)}`) };
}

/** `a string, a number or null`. */
export function typePhrase(types: TypeSet): string {
  const words = kindsOf(types).map(({ word }) => word);
  return [words.slice(0, -1).join(", "), words.at(-1)].filter((text) => text !== "").join(" or ");
}

function kindsOf(types: TypeSet): typeof KINDS {
  let left = types;
  return KINDS.filter(({ set }) => {
    const isMember = (left & set) === set;
    if (isMember) left &= ~set;
    return isMember;
  });
}

function textConditions(scope: Scope, schema: Schema, { value, hint }: { value: string; hint: string }): Condition[] {
  const conditions: Condition[] = [];
  const { minLength = 0, maxLength, pattern, format } = schema;
  if (minLength === 1)
    conditions.push({
      good: `${value} !== ""`,
      bad: `${value} === ""`,
      keyword: "minLength",
      expected: quote("must not be empty"),
    });
  else if (minLength > 1) {
    const message = `must have at least ${minLength} characters`;
    conditions.push(condition({ bad: `${scope.use("isShorter")}(${value}, ${minLength})` }, "minLength", message));
  }
  if (maxLength !== undefined) {
    const message = `must have at most ${plural(maxLength, "character")}`;
    conditions.push(condition({ bad: `${scope.use("isLonger")}(${value}, ${maxLength})` }, "maxLength", message));
  }
  if (pattern !== undefined)
    conditions.push(patternCondition(scope, schema.cursor.get("pattern") ?? schema.cursor, { pattern, value, hint }));
  conditions.push(...formatConditions(scope, format, { value, of: "string" }));
  return conditions;
}

function formatConditions(
  scope: Scope,
  name: string | undefined,
  { value, of }: { value: string; of: "string" | "number" },
): Condition[] {
  const format = name === undefined ? undefined : FORMATS.get(name);
  if (format === undefined || format.of !== of) return [];
  return [condition({ good: `${scope.use(format.test)}(${value})` }, "format", `must be ${format.phrase}`)];
}

function numberConditions(scope: Scope, schema: Schema, value: string): Condition[] {
  const conditions: Condition[] = [];
  const compare = (
    keyword: "minimum" | "maximum" | "exclusiveMinimum" | "exclusiveMaximum",
    [good, bad]: readonly [string, string],
  ): void => {
    const limit = schema[keyword];
    if (limit === undefined) return;
    conditions.push({
      good: `${value} ${good} ${limit}`,
      bad: `${value} ${bad} ${limit}`,
      keyword,
      expected: quote(`must be ${good} ${limit}`),
    });
  };
  compare("minimum", [">=", "<"]);
  compare("maximum", ["<=", ">"]);
  compare("exclusiveMinimum", [">", "<="]);
  compare("exclusiveMaximum", ["<", ">="]);
  if (schema.multipleOf !== undefined) conditions.push(multipleCondition(scope, schema.multipleOf, value));
  return [...conditions, ...formatConditions(scope, schema.format, { value, of: "number" })];
}

function multipleCondition(scope: Scope, divisor: number, value: string): Condition {
  const expected = quote(`must be a multiple of ${divisor}`);
  // The remainder of whole numbers is exact.
  if (Number.isInteger(divisor))
    return { good: `${value} % ${divisor} === 0`, bad: `${value} % ${divisor} !== 0`, keyword: "multipleOf", expected };
  return condition(
    { good: `${scope.use("isMultiple")}(${value}, ${divisor})` },
    "multipleOf",
    `must be a multiple of ${divisor}`,
  );
}

/** `1 item`, `2 items`. */
export function plural(count: number, noun: string): string {
  return count === 1 ? `1 ${noun}` : `${count} ${noun}s`;
}
