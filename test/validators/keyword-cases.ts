import { COMBINATION_CASES } from "./combination-cases.js";
import type { KeywordCase } from "./keyword-case.js";

const EVERY_TYPE = { null: null, boolean: true, object: {}, array: [], string: "a", integer: 1, number: 1.5 };

function typeCases(): KeywordCase[] {
  return Object.entries(EVERY_TYPE).map(([type, own]) => ({
    about: `type ${type}`,
    schema: { type },
    valid: type === "number" ? [own, 1] : [own, ...(type === "integer" ? [1.0, 2 ** 53 - 1] : [])],
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
  {
    about: "an integer of more than 53 bits",
    schema: { type: ["integer", "null"] },
    valid: [null, 1 - 2 ** 53],
    invalid: [2 ** 53, -1e20],
    ajvDiffers: "JSON Schema has integers of any size; of these digits are lost before anybody can look",
  },
  { about: "multipleOf overflow", schema: { type: "number", multipleOf: 0.123456789 }, valid: [], invalid: [1e308] },
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
  ...COMBINATION_CASES,
];
