import fc from "fast-check";

/**
 * Names that random objects and schemas share, so that they meet; the last two are inherited by every object. (Not
 * `toString`: an own one makes ajv throw.)
 */
const KEYS = ["a", "b", "c-d", "isPrototypeOf", "propertyIsEnumerable"] as const;
const key = fc.constantFrom(...KEYS);
const TYPES = ["null", "boolean", "object", "array", "number", "string", "integer"] as const;

/** Random JSON values over few names and few scalars. */
export const jsonValue: fc.Arbitrary<unknown> = fc
  .letrec((tie) => ({
    value: fc.oneof({ maxDepth: 4, depthSize: "small" }, scalar(), tie("array"), tie("object")),
    array: fc.array(tie("value"), { maxLength: 4 }),
    object: fc.dictionary(key, tie("value"), { maxKeys: 4 }),
  }))
  .value.map(plain);

/** As `JSON.parse` gives it: fast-check makes objects without a prototype, which ajv takes for unequal to others. */
function plain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}

function scalar(): fc.Arbitrary<unknown> {
  return fc.constantFrom<unknown>(
    null,
    true,
    false,
    0,
    1,
    2,
    -1,
    1.5,
    10,
    "",
    "a",
    "b",
    "abc",
    "\u{1f600}",
    "2026-04-28T12:00:00Z",
    "x1",
  );
}

type JsonObject = Record<string, unknown>;

/** Random schemas of draft 2020-12 over the same names and scalars; `names` are components that may be referred to. */
export function jsonSchema(names: readonly string[]): fc.Arbitrary<JsonObject> {
  return fc.letrec<{ schema: JsonObject }>((tie) => {
    const inner = tie("schema");
    return {
      schema: fc.oneof(
        { maxDepth: 3, depthSize: "small" },
        leaf(),
        composite(inner),
        ...(names.length === 0
          ? []
          : [fc.constantFrom(...names).map((name) => ({ $ref: `#/components/schemas/${name}` }))]),
      ),
    };
  }).schema;
}

function leaf(): fc.Arbitrary<JsonObject> {
  return fc.oneof(
    fc.record(
      {
        type: types(),
        minimum: fc.constantFrom(0, 1),
        exclusiveMaximum: fc.constantFrom(2, 10),
        multipleOf: fc.constantFrom(1, 2, 0.5),
        minLength: fc.constantFrom(1, 2),
        maxLength: fc.constantFrom(1, 2),
        pattern: fc.constantFrom("^a", "\\d$", "^.$"),
        format: fc.constantFrom("date-time", "unknown"),
      },
      { requiredKeys: [] },
    ),
    fc.record(
      {
        type: types(),
        enum: fc.uniqueArray(jsonValue, { minLength: 1, maxLength: 5, selector: (value) => JSON.stringify(value) }),
      },
      { requiredKeys: ["enum"] },
    ),
    fc.record({ const: jsonValue }),
    types().map((type) => ({ type })),
  );
}

function types(): fc.Arbitrary<string | string[]> {
  return fc.oneof(
    fc.constantFrom<string>(...TYPES),
    fc.uniqueArray(fc.constantFrom<string>(...TYPES), { minLength: 1, maxLength: 3 }),
  );
}

function composite(schema: fc.Arbitrary<JsonObject>): fc.Arbitrary<JsonObject> {
  const any = fc.oneof(fc.boolean(), schema);
  const list = fc.array(schema, { minLength: 1, maxLength: 3 });
  const size = fc.constantFrom(0, 1, 2);
  return fc.oneof(
    fc.record(
      {
        type: types(),
        properties: fc.dictionary(key, any, { maxKeys: 3 }),
        required: fc.uniqueArray(key, { maxLength: 2 }),
        additionalProperties: any,
        patternProperties: fc.dictionary(fc.constantFrom("^a", "o"), any, { maxKeys: 2 }),
        propertyNames: schema,
        minProperties: size,
        maxProperties: size,
        unevaluatedProperties: any,
        dependentRequired: fc.dictionary(key, fc.uniqueArray(key, { maxLength: 2 }), { maxKeys: 2 }),
        dependentSchemas: fc.dictionary(key, any, { maxKeys: 2 }),
      },
      { requiredKeys: [] },
    ),
    fc.record(
      {
        type: types(),
        items: any,
        prefixItems: list,
        minItems: size,
        maxItems: size,
        uniqueItems: fc.boolean(),
        unevaluatedItems: any,
      },
      { requiredKeys: [] },
    ),
    // ajv 8.20 takes the empty array for valid where `contains` stands beside `prefixItems` or `maxContains`, and
    // does not count items as evaluated where `minContains` is 0. Neither is generated.
    fc.record(
      { type: types(), items: any, contains: schema, minContains: fc.constantFrom(1, 2), unevaluatedItems: any },
      { requiredKeys: [] },
    ),
    fc.record(
      {
        type: types(),
        allOf: list,
        anyOf: list,
        oneOf: list,
        not: schema,
        if: schema,
        then: schema,
        else: schema,
        properties: fc.dictionary(key, any),
        prefixItems: list,
        unevaluatedProperties: any,
        unevaluatedItems: any,
      },
      { requiredKeys: [] },
    ),
    fc.record({ oneOf: fc.array(tagged(schema), { minLength: 2, maxLength: 3 }) }),
    fc.record({ anyOf: fc.tuple(schema, fc.constant({ type: "null" })) }),
  );
}

/** A branch that names itself, as discriminated unions do. */
function tagged(schema: fc.Arbitrary<JsonObject>): fc.Arbitrary<JsonObject> {
  return fc.record({
    type: fc.constant("object"),
    properties: fc.record({ a: fc.constantFrom({ const: "a" }, { enum: ["b", "x1"] }, { const: "abc" }), b: schema }),
    required: fc.constantFrom(["a"], []),
  });
}
