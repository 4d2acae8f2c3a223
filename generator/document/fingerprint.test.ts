import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { interfaceFingerprint } from "./fingerprint.js";

const CONTRACT = `
openapi: 3.1.0
info: { title: Shop, version: 1.0.0, summary: A shop., description: Sells things., x-note: { description: kept } }
tags: [{ name: Orders, description: What was bought. }]
paths:
  /orders:
    summary: Orders.
    post:
      operationId: order
      summary: Buy.
      description: Buys.
      requestBody:
        description: The order.
        content:
          application/json:
            schema: { $ref: "#/components/schemas/Order" }
            examples: { one: { summary: One., value: { summary: A pen, description: blue } } }
      responses:
        "503": { description: Closed., headers: { Retry-After: { description: Seconds., schema: { type: integer } } } }
        "201": { description: Bought. }
components:
  securitySchemes:
    oauth:
      type: oauth2
      flows: { clientCredentials: { tokenUrl: /t, scopes: { read: To read., write: To write. } } }
  schemas:
    Order:
      title: An order
      $comment: For us.
      description: What somebody buys.
      required: [summary]
      properties:
        summary: { type: string, description: In words. }
        kind: { enum: [pen, ink], default: pen, title: Kind }
        title: { const: { description: one } }
      patternProperties: { "^description$": { type: integer } }
      examples: [{ title: kept }]
    description: { type: object, properties: { example: { description: A property with a keyword's name. } } }
`;

const fingerprint = (text: string) => interfaceFingerprint(parse(text, { mapAsMap: true }));

/** The contract with one passage replaced; fails when the passage is not there. */
function edited(from: string, to: string): string {
  expect(CONTRACT).toContain(from);
  return CONTRACT.replace(from, () => to);
}

describe("prose does not move the fingerprint", () => {
  test.each([
    ["info.title", "title: Shop", "title: Store"],
    ["info.summary", "summary: A shop.", "summary: A store."],
    ["info.description, absent", ", description: Sells things.", ""],
    ["tag", "What was bought.", "Purchases."],
    ["path item", "summary: Orders.", "summary: All orders."],
    ["operation summary", "summary: Buy.", "summary: Purchase."],
    ["operation description", "description: Buys.", "description: Purchases."],
    ["request body", "description: The order.", "description: An order."],
    ["example object", "summary: One.", "summary: First."],
    ["response", "description: Closed.", "description: Come back later."],
    ["header", "description: Seconds.", "description: How long."],
    ["scope text", "read: To read.", "read: For readers."],
    ["schema title", "title: An order", "title: Order"],
    ["schema comment", "$comment: For us.", "$comment: For you."],
    ["schema description", "description: What somebody buys.", "description: Bought."],
    ["property description", "description: In words.", "description: A text."],
    ["property title", ", title: Kind", ""],
    ["description of a property named example", "A property with a keyword's name.", "Something."],
    ["comment", "paths:", "# all of them\npaths:"],
  ])("%s", (_, from, to) => {
    expect(fingerprint(edited(from, to))).toBe(fingerprint(CONTRACT));
  });
});

describe("the interface moves the fingerprint", () => {
  test.each([
    ["version", "version: 1.0.0", "version: 1.0.1"],
    ["operation id", "operationId: order", "operationId: buy"],
    ["path", "/orders:", "/purchases:"],
    ["status", '"503"', '"500"'],
    ["order of statuses", statusLines().join(""), statusLines().reverse().join("")],
    ["header name", "Retry-After", "X-Retry-After"],
    ["property named summary", "summary: { type: string, description: In words. }", ""],
    ["type of a property named summary", "summary: { type: string", "summary: { type: integer"],
    ["property named title", "title: { const", "heading: { const"],
    ["pattern named description", "description$", "summary$"],
    ["schema named description", "    description: { type: object", "    summary: { type: object"],
    ["order of an enum", "[pen, ink]", "[ink, pen]"],
    ["enum entry", "[pen, ink]", "[pen]"],
    ["default", "default: pen", "default: ink"],
    ["const", "const: { description: one }", "const: { description: two }"],
    ["summary in an example value", "summary: A pen", "summary: A pencil"],
    ["description in an example value", ", description: blue", ""],
    ["schema example", "title: kept", "title: changed"],
    ["description in an extension", "description: kept", "description: changed"],
    ["scope", "write: To write.", "edit: To write."],
    ["order of scopes", "read: To read., write: To write.", "write: To write., read: To read."],
    ["required", "required: [summary]", "required: []"],
    ["order of properties", propertyLines().join(""), propertyLines().reverse().join("")],
  ])("%s", (_, from, to) => {
    expect(fingerprint(edited(from, to))).not.toBe(fingerprint(CONTRACT));
  });

  test("a name in place of prose is told from prose", () => {
    expect(interfaceFingerprint({ components: { schemas: { A: { properties: { description: {} } } } } })).not.toBe(
      interfaceFingerprint({ components: { schemas: { A: { properties: {} } } } }),
    );
  });
});

test("objects and maps have one fingerprint as long as integer keys ascend", () => {
  const ascending = CONTRACT.replace('"503"', '"200"');
  expect(interfaceFingerprint(parse(ascending))).toBe(fingerprint(ascending));
  expect(interfaceFingerprint(parse(CONTRACT))).not.toBe(fingerprint(CONTRACT));
});

test("a list is told from a map with the same content", () => {
  expect(interfaceFingerprint({ "x-a": [["k", 1]] })).not.toBe(interfaceFingerprint({ "x-a": { k: 1 } }));
});

function statusLines(): string[] {
  return linesThat(/^ {8}"(503|201)":/);
}

function propertyLines(): string[] {
  return linesThat(/^ {8}(summary|kind): \{/);
}

function linesThat(match: RegExp): string[] {
  return CONTRACT.split("\n")
    .filter((line) => match.test(line))
    .map((line) => `${line}\n`);
}
