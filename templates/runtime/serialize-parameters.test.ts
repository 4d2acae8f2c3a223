import { describe, expect, it } from "vitest";
import {
  allowReserved,
  cookies,
  deepObject,
  field,
  form,
  formBody,
  formList,
  header,
  json,
  label,
  matrix,
  pipeDelimited,
  query,
  segment,
  simple,
  spaceDelimited,
} from "./serialize-parameters.js";

/** The values of the table "Style Examples" of OpenAPI 3.1 section 4.8.12.6. */
const EMPTY = "";
const STRING = "blue";
const ARRAY = ["blue", "black", "brown"];
const OBJECT = { R: 100, G: 200, B: 150 };
const VALUES = [EMPTY, STRING, ARRAY, OBJECT];

describe("the examples of the specification", () => {
  it.each([
    ["matrix", false, [";color", ";color=blue", ";color=blue,black,brown", ";color=R,100,G,200,B,150"]],
    ["matrix", true, [";color", ";color=blue", ";color=blue;color=black;color=brown", ";R=100;G=200;B=150"]],
    ["label", false, [".", ".blue", ".blue,black,brown", ".R,100,G,200,B,150"]],
    ["label", true, [".", ".blue", ".blue.black.brown", ".R=100.G=200.B=150"]],
    ["simple", false, ["", "blue", "blue,black,brown", "R,100,G,200,B,150"]],
    ["simple", true, ["", "blue", "blue,black,brown", "R=100,G=200,B=150"]],
    ["header", false, ["", "blue", "blue,black,brown", "R,100,G,200,B,150"]],
    ["header", true, ["", "blue", "blue,black,brown", "R=100,G=200,B=150"]],
  ] as const)("%s, explode %s", (style, explode, expected) => {
    const write = { simple, label, header, matrix: (value: unknown) => matrix("color", value, explode) }[style];
    expect(VALUES.map((value) => write(value, explode))).toEqual(expected);
  });

  it.each([
    ["form, explode false", formList, ["color=", "color=blue", "color=blue,black,brown", "color=R,100,G,200,B,150"]],
    ["form, explode true", form, ["color=", "color=blue", "color=blue&color=black&color=brown", "R=100&G=200&B=150"]],
    [
      "spaceDelimited",
      spaceDelimited,
      ["color=", "color=blue", "color=blue%20black%20brown", "color=R%20100%20G%20200%20B%20150"],
    ],
    [
      "pipeDelimited",
      pipeDelimited,
      ["color=", "color=blue", "color=blue%7Cblack%7Cbrown", "color=R%7C100%7CG%7C200%7CB%7C150"],
    ],
    [
      "deepObject",
      deepObject,
      [
        "color=",
        "color=blue",
        "color%5B%5D=blue&color%5B%5D=black&color%5B%5D=brown",
        "color%5BR%5D=100&color%5BG%5D=200&color%5BB%5D=150",
      ],
    ],
  ])("%s", (_name, write, expected) => {
    expect(VALUES.map((value) => query({ color: value }, { color: write }))).toEqual(
      expected.map((text) => `?${text}`),
    );
  });
});

describe("path segments", () => {
  it("are percent-encoded", () => {
    expect(segment("a/b?c#d é%")).toBe("a%2Fb%3Fc%23d%20%C3%A9%25");
    expect(segment(1.5)).toBe("1.5");
    expect(simple(["a,b", "c"])).toBe("a%2Cb,c");
  });

  it.each(["", ".", ".."])("cannot be %j, which URLs drop", (text) => {
    expect(() => segment(text)).toThrow(RangeError);
  });
});

describe("queries", () => {
  it("leave out what is absent, and are empty without a value", () => {
    expect(query(undefined, { a: form })).toBe("");
    expect(
      query({ a: undefined, b: null, c: [], d: [null] }, { a: form, b: formList, c: form, d: pipeDelimited }),
    ).toBe("");
    expect(query({ b: 2, a: false }, { a: form, b: form })).toBe("?a=false&b=2");
  });

  it("encode names and values, and take nothing from the prototype", () => {
    expect(query({ "a&b": "c=d&e" }, { "a&b": form })).toBe("?a%26b=c%3Dd%26e");
    expect(query({}, { constructor: form, toString: form })).toBe("");
  });

  it("write JSON and values without a style as JSON", () => {
    expect(query({ a: { b: [1] } }, { a: json })).toBe("?a=%7B%22b%22%3A%5B1%5D%7D");
    expect(query({ a: [{ b: 1 }] }, { a: form })).toBe("?a=%7B%22b%22%3A1%7D");
  });

  it("write what is deeper than the specification goes", () => {
    const filter = { tags: ["x", "y"], range: { from: 1 }, items: [{ price: 5 }], none: undefined };
    const decoded = decodeURIComponent(query({ filter }, { filter: deepObject }));
    expect(decoded).toBe("?filter[tags][]=x&filter[tags][]=y&filter[range][from]=1&filter[items][0][price]=5");
  });

  it("keep reserved characters where that is allowed, but for those that end a value", () => {
    expect(query({ a: "/:?@!$'()*,;[]&#+%" }, { a: allowReserved(form) })).toBe("?a=/:?@!$'()*,;[]%26%23%2B%25");
  });
});

describe("cookies and forms", () => {
  it("join cookies", () => {
    expect(cookies({ a: "1 2", b: ["x", "y"] }, { a: form, b: form })).toBe("a=1%202; b=x; b=y");
    expect(cookies({}, { a: form })).toBeUndefined();
  });

  it("write fields by default as lists and JSON, else as they are told to", () => {
    const body = { text: "a b&c", list: [1, 2], object: { x: 1 }, deep: { y: { z: "1" } }, none: undefined };
    expect(decodeURIComponent(formBody(body, { deep: deepObject }))).toBe(
      'text=a b&c&list=1&list=2&object={"x":1}&deep[y][z]=1',
    );
    expect([...new URLSearchParams(formBody(body, { list: formList }))].slice(0, 2)).toEqual([
      ["text", "a b&c"],
      ["list", "1,2"],
    ]);
    expect(field("a", null)).toEqual([]);
    expect(formBody(undefined)).toBe("");
  });
});
