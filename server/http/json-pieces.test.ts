import fc from "fast-check";
import { expect, test } from "vitest";
import { JsonText, jsonPieces } from "./json-pieces.js";

test("the text is that of JSON.stringify", () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      expect([...jsonPieces(value)].join("")).toBe(JSON.stringify(value));
    }),
  );
  expect([...jsonPieces({ a: undefined, b: [undefined, {}] })].join("")).toBe('{"b":[null,{}]}');
});

test("texts stand as they are", () => {
  expect([...jsonPieces({ rows: [new JsonText('{"a": 1}'), new JsonText("2")] })].join("")).toBe(
    '{"rows":[{"a": 1},2]}',
  );
});

test("pieces are of bounded length", () => {
  const row = new JsonText(`"${"x".repeat(1000)}"`);
  const pieces = [...jsonPieces(Array.from({ length: 1000 }, () => row))];
  expect(pieces.length).toBeGreaterThan(10);
  expect(Math.max(...pieces.map((piece) => piece.length))).toBeLessThan(70_000);
});
