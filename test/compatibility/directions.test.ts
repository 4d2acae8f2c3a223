import { describe, expect, it } from "vitest";
import { compareTexts } from "./compare-files.js";

type JsonObject = Record<string, unknown>;

/** What a contract says of a value, and what of it in the next one. */
const NARROWER = [{ type: "string" }, { type: "string", maxLength: 5 }] as const;

const content = (schema: unknown): JsonObject => ({ content: { "application/json": { schema } } });
const event = (sent: unknown, answer: unknown): JsonObject => ({
  post: {
    requestBody: { required: true, ...content(sent) },
    responses: { "200": { description: "Noted.", ...content(answer) } },
  },
});

function contract(parts: JsonObject): string {
  return JSON.stringify({ openapi: "3.1.0", info: { title: "t", version: "1" }, paths: {}, ...parts });
}

const PLACES: Readonly<Record<string, (sent: unknown, answer: unknown) => string>> = {
  "a webhook": (sent, answer) => contract({ webhooks: { adopted: event(sent, answer) } }),
  "a callback": (sent, answer) =>
    contract({ paths: subscribing({ adopted: { "{$request.body#/url}": event(sent, answer) } }) }),
  "a callback of the components": (sent, answer) =>
    contract({
      paths: subscribing({ adopted: { $ref: "#/components/callbacks/Adopted" } }),
      components: { callbacks: { Adopted: { "{$request.body#/url}": event(sent, answer) } } },
    }),
};

function subscribing(callbacks: JsonObject): JsonObject {
  return { "/subscribe": { post: { callbacks, responses: { "204": { description: "Done." } } } } };
}

function told(old: string, now: string): string[] {
  return compareTexts(old, now).map(({ rule, severity, message }) => `${rule} ${severity}: ${message}`);
}

describe.each(Object.entries(PLACES))("%s goes the other way", (_name, make) => {
  const [wide, narrow] = NARROWER;

  it("what is sent may say less, not more", () => {
    expect(told(make(wide, wide), make(narrow, wide))).toEqual([
      expect.stringMatching(/^max-length-decreased info: .*POST.*, request body: /),
    ]);
    expect(told(make(narrow, wide), make(wide, wide))).toEqual([
      expect.stringMatching(/^max-length-increased error: .*POST.*, request body: /),
    ]);
  });

  it("what receivers answer may be more, not less", () => {
    expect(told(make(wide, wide), make(wide, narrow))).toEqual([
      expect.stringMatching(/^max-length-decreased error: .*POST.*, reply 200: /),
    ]);
    expect(told(make(wide, narrow), make(wide, wide))).toEqual([
      expect.stringMatching(/^max-length-increased info: .*POST.*, reply 200: /),
    ]);
  });
});

it("a callback that moves into the components, or back, has not changed", () => {
  const [inline, component] = [PLACES["a callback"], PLACES["a callback of the components"]].map((make) =>
    make?.({ type: "string" }, true),
  );
  expect(told(inline ?? "", component ?? "")).toEqual([]);
  expect(told(component ?? "", inline ?? "")).toEqual([]);
});

it("requests of a callback come and go", () => {
  const one = { "{$request.body#/url}": { post: { responses: {} } } };
  const two = { "{$request.body#/url}": { post: { responses: {} }, put: { responses: {} } } };
  const [a, b] = [one, two].map((adopted) => contract({ paths: subscribing({ adopted }) }));
  expect(told(a ?? "", b ?? "")).toEqual(['operation-added info: POST /subscribe, callback "adopted" PUT: was added']);
  expect(told(b ?? "", a ?? "")).toEqual([
    'operation-removed error: POST /subscribe, callback "adopted" PUT: was removed',
  ]);
});

describe("what the old contract calls alpha or draft", () => {
  const operation = (level: string | undefined, schema: unknown): JsonObject => ({
    post: {
      ...(level === undefined ? {} : { "x-stability-level": level }),
      requestBody: content(schema),
      responses: { "204": { description: "Done." } },
    },
  });
  const component = { components: { schemas: { Name: NARROWER[0] } } };
  const changed = { components: { schemas: { Name: NARROWER[1] } } };
  const ref = { $ref: "#/components/schemas/Name" };

  it.each([
    ["draft", "info"],
    ["alpha", "info"],
    ["beta", "error"],
    [undefined, "error"],
  ])("%s: a break is an %s", (level, severity) => {
    const paths = { "/a": operation(level, ref) };
    const found = told(contract({ paths, ...component }), contract({ paths, ...changed }));
    expect(found).toEqual([expect.stringMatching(new RegExp(`^max-length-decreased ${severity}: POST /a`))]);
  });

  it("hides no break of the same schema elsewhere", () => {
    const paths = { "/a": operation("alpha", ref), "/b": operation(undefined, ref) };
    const found = told(contract({ paths, ...component }), contract({ paths, ...changed }));
    expect(found).toEqual([expect.stringMatching(/^max-length-decreased error: POST \/b/)]);
  });
});

it("a component schema that no operation uses is compared as what a server sends, with no error", () => {
  const [wide, narrow] = NARROWER.map((Name) => contract({ components: { schemas: { Name } } }));
  expect(told(wide ?? "", narrow ?? "")).toEqual([
    expect.stringMatching(/^max-length-decreased info: component schema "Name": /),
  ]);
  expect(told(narrow ?? "", wide ?? "")).toEqual([
    expect.stringMatching(/^max-length-increased warning: component schema "Name": /),
  ]);
});
