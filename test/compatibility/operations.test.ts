import { expect, it } from "vitest";
import { compareTexts } from "./compare-files.js";

type JsonObject = Record<string, unknown>;

/** Paths, or a whole contract where `paths` is one of its parts. */
function contract(parts: JsonObject): string {
  const whole = "paths" in parts ? parts : { paths: parts };
  return JSON.stringify({ openapi: "3.1.0", info: { title: "t", version: "1" }, ...whole });
}

const DONE = { description: "Done." };
const get = (operation: JsonObject = {}): JsonObject => ({ get: { responses: { "204": DONE }, ...operation } });
const taking = (...types: string[]): JsonObject => ({
  "/x": { post: { requestBody: { content: contentOf(types) }, responses: { "204": DONE } } },
});
const giving = (...types: string[]): JsonObject => ({
  "/x": get({ responses: { "200": { ...DONE, content: contentOf(types) } } }),
});
const answering = (...statuses: string[]): JsonObject => ({
  "/x": get({ responses: Object.fromEntries(statuses.map((status) => [status, DONE])) }),
});
const contentOf = (types: readonly string[]): JsonObject => Object.fromEntries(types.map((type) => [type, {}]));
const path = (name: string): JsonObject => ({
  [`/a/{${name}}`]: get({ parameters: [{ name, in: "path", required: true, schema: { type: "string" } }] }),
});
const server = (...regions: string[]): JsonObject => ({
  url: "https://{region}.example",
  variables: { region: { default: "eu", enum: regions } },
});

const secured = (alternatives: string[], schemes: string[]): JsonObject => ({
  paths: { "/x": get({ security: alternatives.map((name) => ({ [name]: [] })) }) },
  components: {
    securitySchemes: Object.fromEntries(
      schemes.map((name) => [name, { type: "apiKey", in: "header", name: "X-Token" }]),
    ),
  },
});
const alternatives = (size: JsonObject, ...further: JsonObject[]): JsonObject => {
  const tagged = (kind: string, properties: JsonObject = {}): JsonObject => ({
    type: "object",
    required: ["kind"],
    properties: { kind: { const: kind }, ...properties },
  });
  const schema = { oneOf: [tagged("cat", { size }), tagged("dog"), ...further] };
  return { "/x": get({ responses: { "200": { ...DONE, content: { "application/json": { schema } } } } }) };
};

const closed = (patternProperties: JsonObject): JsonObject => {
  const schema = { type: "object", patternProperties, additionalProperties: false };
  return { "/x": get({ responses: { "200": { ...DONE, content: { "application/json": { schema } } } } }) };
};

// What changes from the first to the second, both ways.
const CASES: Readonly<Record<string, readonly [JsonObject, JsonObject, string[], string[]]>> = {
  "paths that differ by names alone, in another order": [
    { ...path("x"), ...path("y") },
    { ...path("y"), ...path("x") },
    [],
    [],
  ],
  "one of two paths that differ by names alone": [
    { ...path("x"), ...path("y") },
    path("y"),
    ["error operation-removed: GET /a/{x}: was removed"],
    ["info operation-added: GET /a/{x}: was added"],
  ],
  "a status that default covers": [
    answering("200", "404", "default"),
    answering("default"),
    [
      "error success-response-removed: GET /x: status 200 was removed",
      "info error-response-removed: GET /x: status 404 was removed",
    ],
    [],
  ],
  "default, where every status has its own": [
    answering("200", "default"),
    answering("200"),
    ["info error-response-removed: GET /x: status default was removed"],
    ["warning response-added: GET /x: status default was added"],
  ],
  "the encoding of characters": [taking("application/json"), taking("Application/JSON; charset=utf-8"), [], []],
  "a parameter of a media type": [
    taking("application/json;version=1", "application/json;version=2"),
    taking("application/json;version=2"),
    ["error media-type-removed: POST /x, request body: media type application/json;version=1 was removed"],
    ["info media-type-added: POST /x, request body: media type application/json;version=1 was added"],
  ],
  "a range for one of its types": [
    giving("application/json"),
    giving("application/*"),
    ["error media-type-widened: GET /x, reply 200: any media type of application/* may come"],
    ["info media-type-narrowed: GET /x, reply 200: not all media types of application/* are left"],
  ],
  "a value of a server variable": [
    { paths: {}, servers: [server("eu", "us")] },
    { paths: {}, servers: [server("eu")] },
    ["warning server-removed: server https://us.example was removed"],
    ["info server-added: server https://us.example was added"],
  ],
  "a server of the contract that an operation gets as its own": [
    { paths: { "/x": get() }, servers: [{ url: "/v1" }] },
    { paths: { "/x": get({ servers: [{ url: "/v1/" }] }) }, servers: [{ url: "/v1" }] },
    [],
    [],
  ],
  "a server of an operation": [
    { paths: { "/x": get() }, servers: [{ url: "/v1" }] },
    { paths: { "/x": get({ servers: [{ url: "/v2" }] }) }, servers: [{ url: "/v1" }] },
    ["warning server-removed: GET /x: server /v1 was removed", "info server-added: GET /x: server /v2 was added"],
    ["warning server-removed: GET /x: server /v2 was removed", "info server-added: GET /x: server /v1 was added"],
  ],
  "one of two credentials that are sent alike": [
    secured(["a", "b"], ["a", "b"]),
    secured(["a"], ["a", "b"]),
    ["error security-alternative-removed: GET /x: is no longer served with b alone"],
    [expect.stringMatching(/^info security-alternative-added: GET \/x: /)],
  ],
  "credentials that are called differently": [
    secured(["a"], ["a"]),
    secured(["b"], ["b"]),
    [
      'info security-scheme-added: security scheme "b" was added',
      'info security-scheme-removed: security scheme "a" was removed',
    ],
    [
      'info security-scheme-added: security scheme "a" was added',
      'info security-scheme-removed: security scheme "b" was removed',
    ],
  ],
  "a default inside one of two alternatives": [
    alternatives({ type: "integer", default: 1 }),
    alternatives({ type: "integer", default: 2 }),
    ["info default-changed: GET /x, reply 200, /size: default changed from 1 to 2"],
    ["info default-changed: GET /x, reply 200, /size: default changed from 2 to 1"],
  ],
  "a word beside true and false": [
    alternatives({ type: "boolean" }),
    alternatives({ anyOf: [{ type: "boolean" }, { const: "auto" }] }),
    ["error type-widened: GET /x, reply 200, /size: type changed from boolean to string or boolean"],
    ["info type-narrowed: GET /x, reply 200, /size: type changed from string or boolean to boolean"],
  ],
  "listed values, and limits that all of them keep to": [
    alternatives({ type: "string", enum: ["a", "bc"] }),
    alternatives({ type: "string", minLength: 1, maxLength: 2, pattern: "^[abc]+$" }),
    ["error enum-lifted: GET /x, reply 200, /size: is no longer an enum"],
    ["info enum-introduced: GET /x, reply 200, /size: became an enum"],
  ],
  "listed values, and a limit that one of them does not keep to": [
    alternatives({ type: "integer", enum: [1, 20] }),
    alternatives({ type: "integer", maximum: 10 }),
    [
      "error enum-lifted: GET /x, reply 200, /size: is no longer an enum",
      "info maximum-decreased: GET /x, reply 200, /size: maximum changed from 20 to 10",
    ],
    [
      "error maximum-increased: GET /x, reply 200, /size: maximum changed from 10 to 20",
      "info enum-introduced: GET /x, reply 200, /size: became an enum",
    ],
  ],
  "a union that may be null": [
    alternatives({ type: "integer" }),
    alternatives({ type: "integer" }, { type: "null" }),
    ["error became-nullable: GET /x, reply 200: became nullable"],
    ["info became-not-nullable: GET /x, reply 200: is no longer nullable"],
  ],
  "a pattern of names that overlaps another, of a closed object": [
    closed({ "^a": { type: "string" } }),
    closed({ "^a": { type: "string" }, b$: { type: "integer" } }),
    ["error pattern-properties-changed: GET /x, reply 200: patternProperties has other patterns"],
    ["error pattern-properties-changed: GET /x, reply 200: patternProperties has other patterns"],
  ],
  "what is promised of a property": [
    alternatives({ deprecated: true, "x-sunset": "2026-06-01", "x-stability-level": "beta" }),
    alternatives({ deprecated: true, "x-sunset": "2026-05-01", "x-stability-level": "alpha" }),
    [
      'error stability-lowered: GET /x, reply 200: property "size": x-stability-level went from beta to alpha',
      'error sunset-moved-earlier: GET /x, reply 200: property "size": x-sunset moved from 2026-06-01 to 2026-05-01',
    ],
    ['info stability-raised: GET /x, reply 200: property "size": x-stability-level went from alpha to beta'],
  ],
  "a deprecated property that no longer says how long it stays": [
    alternatives({ deprecated: true, "x-sunset": "2026-06-01" }),
    alternatives({ deprecated: true }),
    ['error sunset-removed: GET /x, reply 200: property "size": x-sunset 2026-06-01 was removed'],
    [],
  ],
  "a schema where any body was taken": [
    { "/x": { post: { requestBody: { content: { "application/json": {} } }, responses: { "204": DONE } } } },
    {
      "/x": {
        post: {
          requestBody: {
            content: {
              "application/json": {
                schema: { type: "object", required: ["a"], properties: { a: { type: "string" } } },
              },
            },
          },
          responses: { "204": DONE },
        },
      },
    },
    ["error type-narrowed: POST /x, request body: type changed from any type to object"],
    ["info type-widened: POST /x, request body: type changed from object to any type"],
  ],
};

it.each(Object.entries(CASES))("%s", (_name, [old, now, there, back]) => {
  const told = (a: JsonObject, b: JsonObject): string[] =>
    compareTexts(contract(a), contract(b)).map(({ rule, severity, message }) => `${severity} ${rule}: ${message}`);
  expect(told(old, now)).toEqual(there);
  expect(told(now, old)).toEqual(back);
});
