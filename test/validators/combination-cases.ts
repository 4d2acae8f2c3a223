import type { KeywordCase } from "./keyword-case.js";

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

/** Cases of the words that apply other schemas to the same value. */
export const COMBINATION_CASES: readonly KeywordCase[] = [
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
  { about: "anyOf of nothing valid", schema: { anyOf: [false, false] }, valid: [], invalid: [null, 1, {}, "a"] },
  { about: "oneOf of nothing valid", schema: { oneOf: [false, false] }, valid: [], invalid: [null, 1, {}, "a"] },
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
