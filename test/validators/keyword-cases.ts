/** One schema with values that it lets through and values that it does not. */
export interface KeywordCase {
  readonly about: string;
  readonly schema: unknown;
  readonly valid: readonly unknown[];
  readonly invalid: readonly unknown[];
  /** What ajv 8.20 gets wrong here; values on which it is not asked. */
  readonly ajvDiffers?: string;
}

const self = { $ref: "#/components/schemas/Tree" };

/** Named schemas that the cases refer to. */
export const COMPONENTS: Readonly<Record<string, unknown>> = {
  Tree: {
    type: "object",
    properties: { value: { type: "integer" }, children: { type: "array", items: self } },
    required: ["value"],
  },
  Text: { type: "string", maxLength: 3 },
  Alias: { $ref: "#/components/schemas/Text" },
  Cat: {
    type: "object",
    required: ["kind", "lives"],
    properties: { kind: { const: "cat" }, lives: { type: "integer" } },
  },
  Dog: {
    type: "object",
    required: ["kind"],
    properties: { kind: { enum: ["dog", "wolf"] }, barks: { type: "boolean" } },
  },
};
const ref = (name: string): object => ({ $ref: `#/components/schemas/${name}` });

const EVERY_TYPE = { null: null, boolean: true, object: {}, array: [], string: "a", integer: 1, number: 1.5 };

function typeCases(): KeywordCase[] {
  return Object.entries(EVERY_TYPE).map(([type, own]) => ({
    about: `type ${type}`,
    schema: { type },
    valid: type === "number" ? [own, 1] : [own, ...(type === "integer" ? [1.0, 1e20] : [])],
    invalid: Object.entries(EVERY_TYPE)
      .filter(([other]) => other !== type && !(type === "number" && other === "integer"))
      .map(([, value]) => value),
  }));
}

export const KEYWORD_CASES: readonly KeywordCase[] = [
  ...typeCases(),
  {
    about: "several types",
    schema: { type: ["string", "null", "integer"] },
    valid: ["a", null, 3],
    invalid: [1.5, {}, [], true],
  },
  { about: "false", schema: { not: {} }, valid: [], invalid: [1, null, {}] },
  {
    about: "enum",
    schema: { enum: ["a", 1, null, [1, { b: 2 }]] },
    valid: ["a", 1, null, [1, { b: 2 }]],
    invalid: ["b", 2, false, [1, { b: 3 }], []],
  },
  { about: "enum with type", schema: { type: "string", enum: ["a", 1] }, valid: ["a"], invalid: [1, "b"] },
  { about: "long enum", schema: { enum: ["a", "b", "c", "d", "e"] }, valid: ["a", "e"], invalid: ["f", null] },
  {
    about: "const",
    schema: { const: { a: [1, { b: null }], c: "x" } },
    valid: [{ c: "x", a: [1, { b: null }] }],
    invalid: [{ a: [1, {}], c: "x" }, {}, null],
  },
  { about: "const false is not 0", schema: { const: false }, valid: [false], invalid: [0, null, ""] },
  {
    about: "const with a key __proto__",
    schema: { const: JSON.parse('{"__proto__":1}') },
    valid: [JSON.parse('{"__proto__":1}')],
    invalid: [{}],
  },
  { about: "minimum", schema: { minimum: 1.5 }, valid: [1.5, 2, "a", null], invalid: [1, -1] },
  { about: "maximum", schema: { type: "number", maximum: 3 }, valid: [3, -1], invalid: [3.1, "3"] },
  {
    about: "exclusive bounds",
    schema: { exclusiveMinimum: 1, exclusiveMaximum: 3 },
    valid: [2, 1.1, "1"],
    invalid: [1, 3, 0],
  },
  { about: "multipleOf whole", schema: { multipleOf: 5 }, valid: [0, 10, -5, "a"], invalid: [1, 2.5, 7] },
  {
    about: "multipleOf decimal",
    schema: { multipleOf: 0.01 },
    valid: [0.01, 19.99, 4.35, 1.1, 0, 1e6],
    invalid: [0.011, 0.005],
    ajvDiffers: "divides in binary: 19.99 / 0.01 is not whole",
  },
  { about: "multipleOf small", schema: { multipleOf: 0.0001 }, valid: [0.0075], invalid: [0.00751] },
  { about: "multipleOf overflow", schema: { type: "integer", multipleOf: 0.123456789 }, valid: [], invalid: [1e308] },
  {
    about: "minLength in code points",
    schema: { minLength: 2 },
    valid: ["ab", "\u{1f600}\u{1f600}", 1],
    invalid: ["a", "", "\u{1f600}"],
  },
  { about: "minLength 1", schema: { type: "string", minLength: 1 }, valid: ["a"], invalid: ["", null] },
  {
    about: "maxLength in code points",
    schema: { maxLength: 2 },
    valid: ["", "\u{1f600}\u{1f600}", 100],
    invalid: ["abc", "\u{1f600}\u{1f600}\u{1f600}"],
  },
  { about: "pattern", schema: { pattern: "^\\p{Lu}\\d/$" }, valid: ["A1/", "É2/", 3], invalid: ["a1/", "A1"] },
  { about: "pattern is not anchored", schema: { pattern: "b" }, valid: ["abc"], invalid: ["ac"] },
  {
    about: "properties and required",
    schema: { properties: { a: { type: "string" }, b: {} }, required: ["a", "z"] },
    valid: [{ a: "", z: 1 }, [], "a"],
    invalid: [{ a: "" }, { z: 1 }, { a: 1, z: 1 }, {}],
  },
  {
    about: "inherited names",
    schema: { type: "object", properties: { constructor: { type: "string" }, toString: {} }, required: ["valueOf"] },
    valid: [{ valueOf: 1 }, { valueOf: 1, constructor: "x" }],
    invalid: [{}, { valueOf: 1, constructor: 1 }],
  },
  {
    about: "a property __proto__",
    schema: { properties: JSON.parse('{"__proto__":{"type":"string"}}') },
    valid: [JSON.parse('{"__proto__":"a"}'), {}],
    invalid: [JSON.parse('{"__proto__":1}')],
    ajvDiffers: "looks at the prototype",
  },
  {
    about: "odd names",
    schema: {
      properties: {
        "a-b": { type: "string" },
        "1": { type: "string" },
        "": { type: "string" },
        'q"\n\u2028': { type: "string" },
      },
    },
    valid: [{ "a-b": "", "1": "", "": "", 'q"\n\u2028': "" }],
    invalid: [{ "a-b": 1 }, { "1": 1 }, { "": 1 }, { 'q"\n\u2028': 1 }],
  },
  {
    about: "additionalProperties false",
    schema: { properties: { a: {} }, patternProperties: { "^x": {} }, additionalProperties: false },
    valid: [{}, { a: 1, xy: 2 }, 3],
    invalid: [{ b: 1 }, { a: 1, constructor: 1 }],
  },
  {
    about: "additionalProperties false with many names",
    schema: { properties: { a: {}, b: {}, c: {}, d: {}, e: {}, f: {}, g: {} }, additionalProperties: false },
    valid: [{ a: 1, g: 1 }],
    invalid: [{ h: 1 }],
  },
  {
    about: "additionalProperties schema",
    schema: { properties: { a: {} }, additionalProperties: { type: "integer" } },
    valid: [{ a: "x", b: 1 }],
    invalid: [{ b: "x" }],
  },
  {
    about: "patternProperties",
    schema: { patternProperties: { "^a": { type: "integer" }, b$: { minimum: 5 } } },
    valid: [{ a: 1, ab: 5, c: "" }],
    invalid: [{ ab: 1 }, { a1: "" }],
  },
  {
    about: "propertyNames",
    schema: { propertyNames: { maxLength: 2 } },
    valid: [{ ab: 1 }, {}, [1]],
    invalid: [{ abc: 1 }],
  },
  {
    about: "min and maxProperties",
    schema: { minProperties: 1, maxProperties: 2 },
    valid: [{ a: 1 }, { a: 1, b: 2 }, []],
    invalid: [{}, { a: 1, b: 2, c: 3 }],
  },
  {
    about: "dependentRequired",
    schema: { dependentRequired: { a: ["b", "c"] } },
    valid: [{}, { b: 1 }, { a: 1, b: 1, c: 1 }],
    invalid: [{ a: 1 }, { a: 1, b: 1 }],
  },
  {
    about: "dependentSchemas",
    schema: { dependentSchemas: { a: { properties: { b: { type: "integer" } } }, z: false } },
    valid: [{}, { b: "" }, { a: 1, b: 1 }],
    invalid: [{ a: 1, b: "" }, { z: 1 }],
  },
  { about: "items", schema: { items: { type: "integer" } }, valid: [[], [1, 2], {}], invalid: [["a"], [1, null]] },
  {
    about: "prefixItems with items",
    schema: { prefixItems: [{ type: "string" }, { type: "integer" }], items: { type: "boolean" } },
    valid: [[], ["a"], ["a", 1], ["a", 1, true]],
    invalid: [[1], ["a", "b"], ["a", 1, 2]],
  },
  { about: "items false", schema: { prefixItems: [{}], items: false }, valid: [[], [1]], invalid: [[1, 2]] },
  { about: "contains", schema: { contains: { type: "integer" } }, valid: [["a", 1], [1], "x"], invalid: [[], ["a"]] },
  {
    about: "minContains and maxContains",
    schema: { contains: { type: "integer" }, minContains: 2, maxContains: 3 },
    valid: [
      [1, 2],
      [1, "a", 2, 3],
    ],
    invalid: [[1], [1, 2, 3, 4], []],
  },
  {
    about: "minContains 0",
    schema: { contains: { type: "integer" }, minContains: 0 },
    valid: [[], ["a"]],
    invalid: [],
  },
  {
    about: "contains beside prefixItems",
    schema: { prefixItems: [{ type: "string" }], contains: { type: "integer" } },
    valid: [["a", 1]],
    invalid: [[], ["a"]],
    ajvDiffers: "takes the empty array for valid",
  },
  {
    about: "min and maxItems",
    schema: { minItems: 1, maxItems: 2 },
    valid: [[1], [1, 2], "x"],
    invalid: [[], [1, 2, 3]],
  },
  {
    about: "uniqueItems",
    schema: { uniqueItems: true },
    valid: [[1, "1", true, null, [1], { a: 1 }], [[1], [2]], [0, false], []],
    invalid: [
      [1, 1],
      [
        { a: 1, b: 2 },
        { b: 2, a: 1 },
      ],
      [[1], [1]],
      [null, null],
    ],
  },
  {
    about: "allOf",
    schema: { allOf: [{ type: "object", required: ["a"] }, { properties: { b: { type: "string" } } }, ref("Tree")] },
    valid: [{ a: 1, value: 1 }],
    invalid: [{ value: 1 }, { a: 1 }, { a: 1, b: 1, value: 1 }],
  },
  {
    about: "anyOf",
    schema: { anyOf: [{ type: "string", minLength: 2 }, { type: "integer" }, ref("Tree")] },
    valid: ["ab", 1, { value: 1 }],
    invalid: ["a", 1.5, {}, null],
  },
  {
    about: "anyOf with null",
    schema: { anyOf: [ref("Tree"), { type: "null" }] },
    valid: [null, { value: 1 }],
    invalid: [{}, "a"],
  },
  {
    about: "oneOf",
    schema: { oneOf: [{ type: "integer" }, { minimum: 2 }] },
    valid: [1, 2.5, "a"],
    invalid: [2, 3, 1.5],
  },
  {
    about: "oneOf integer and number",
    schema: { oneOf: [{ type: "integer" }, { type: "number" }] },
    valid: [1.5],
    invalid: [1, "a"],
  },
  {
    about: "oneOf with the same branch twice",
    schema: { oneOf: [ref("Tree"), ref("Tree"), { type: "string" }] },
    valid: ["a"],
    invalid: [{ value: 1 }, 1],
  },
  {
    about: "oneOf with null on both sides",
    schema: { oneOf: [{ type: ["string", "null"] }, { type: "null" }] },
    valid: ["a"],
    invalid: [null, 1],
  },
  {
    about: "oneOf told apart by a constant",
    schema: { oneOf: [ref("Cat"), ref("Dog")] },
    valid: [{ kind: "cat", lives: 9 }, { kind: "wolf" }],
    invalid: [{ kind: "cat" }, { kind: "dog", barks: 1 }, { kind: "cow" }, {}, null, [], "cat"],
  },
  {
    about: "a constant that need not be there",
    schema: {
      oneOf: [
        { type: "object", properties: { t: { const: "a" }, x: { type: "integer" } } },
        { type: "object", properties: { t: { const: "b" }, y: { type: "integer" } } },
        ref("Cat"),
      ],
    },
    valid: [{ t: "a" }, { t: "b", y: 1 }, { x: "no", y: 1 }],
    invalid: [{}, { t: "c" }, { t: "a", x: "" }, { x: "", y: "" }, { kind: "cat", lives: 1 }],
  },
  { about: "not", schema: { not: { type: "string", minLength: 2 } }, valid: ["a", 1], invalid: ["ab"] },
  {
    about: "if then else",
    schema: {
      if: { properties: { a: { const: 1 } }, required: ["a"] },
      then: { required: ["b"] },
      else: { required: ["c"] },
    },
    valid: [{ a: 1, b: 1 }, { c: 1 }, "x"],
    invalid: [{ a: 1 }, { a: 2 }, {}],
  },
  {
    about: "if without then",
    schema: { if: { type: "integer" }, else: { type: "string" } },
    valid: [1, "a"],
    invalid: [null],
  },
  {
    about: "$ref beside other words",
    schema: { $ref: "#/components/schemas/Tree", required: ["children"] },
    valid: [{ value: 1, children: [] }],
    invalid: [{ value: 1 }, { children: [] }],
  },
  { about: "$ref to a reference", schema: ref("Alias"), valid: ["abc"], invalid: ["abcd", 1] },
  {
    about: "recursion",
    schema: ref("Tree"),
    valid: [{ value: 1, children: [{ value: 2, children: [] }] }],
    invalid: [{ value: 1, children: [{ value: 1, children: [{}] }] }],
  },
  {
    about: "unevaluatedProperties",
    schema: { properties: { a: {} }, allOf: [{ properties: { b: {} } }], unevaluatedProperties: false },
    valid: [{ a: 1, b: 1 }, {}, "x"],
    invalid: [{ c: 1 }],
  },
  {
    about: "unevaluatedProperties with branches",
    schema: {
      anyOf: [
        { properties: { a: { const: 1 } }, required: ["a"] },
        { properties: { b: {} }, required: ["b"] },
      ],
      unevaluatedProperties: { type: "integer" },
    },
    valid: [{ a: 1 }, { a: 1, b: "x" }, { b: "x", c: 1 }],
    invalid: [
      { a: "x", b: 1, c: "" },
      { b: 1, a: "x" },
      { a: 1, c: "" },
    ],
  },
  {
    about: "unevaluatedProperties under if",
    schema: {
      if: { properties: { a: { const: 1 } }, required: ["a"] },
      then: { properties: { b: {} } },
      else: { properties: { c: {} } },
      unevaluatedProperties: false,
    },
    valid: [{ a: 1, b: 1 }, { c: 1 }],
    invalid: [{ a: 1, c: 1 }, { b: 1 }, { a: 2 }],
  },
  {
    about: "unevaluatedProperties and inherited names",
    schema: {
      properties: { a: {} },
      anyOf: [{ properties: { b: {} } }, { required: ["q"] }],
      unevaluatedProperties: false,
    },
    valid: [{ a: 1, b: 1 }],
    invalid: [{ toString: 1 }],
    ajvDiffers: "takes inherited names for evaluated",
  },
  {
    about: "unevaluatedProperties beyond a nested one",
    schema: { allOf: [{ unevaluatedProperties: true }], unevaluatedProperties: false },
    valid: [{ a: 1 }],
    invalid: [],
  },
  {
    about: "unevaluatedItems",
    schema: { prefixItems: [{ type: "string" }], unevaluatedItems: { type: "integer" } },
    valid: [["a"], ["a", 1], []],
    invalid: [[1], ["a", "b"]],
  },
  {
    about: "unevaluatedItems with contains",
    schema: { contains: { type: "string" }, unevaluatedItems: { type: "integer" } },
    valid: [["a", 1], ["a"]],
    invalid: [["a", null], [1]],
    ajvDiffers: "counts every item as evaluated",
  },
  {
    about: "deeply nested arrays",
    schema: { type: "array", items: { type: "array", items: { type: "array", items: { type: "string" } } } },
    valid: [[], [[["a"]]]],
    invalid: [[[[1]]], [["a"]]],
  },
];
