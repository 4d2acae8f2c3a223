import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { jsonFault } from "./json-fault.js";
import { Source } from "./source.js";

/** What the parser with positions makes of a text. */
function reference(text: string): unknown {
  return parse(text, { merge: true, maxAliasCount: -1 }) as unknown;
}

describe("YAML is read as the parser with positions reads it", () => {
  it.each([
    "{ a: 1_000, b: 0b11, c: 010, d: 0o17, e: 1e3, f: 1., g: .5, h: +1, i: 0x1F, j: -.inf, k: 12e03 }",
    "{ a: yes, b: No, c: on, d: TRUE, e: ~, f: NULL, g: , h: 'null', i: 2020-01-01, j: 1:30, k: 1.2.3 }",
    "200: a\n1.0: b\ntrue: c\n'x': d\n",
    "a: &x { b: 1 }\nc: *x\n",
    "base: &x { a: 1, b: 2 }\none: { <<: *x, b: 3 }\ntwo:\n  b: 4\n  <<: *x\n",
    "- <<: { a: 1 }\n  b: 2\n",
    "~: 1\n",
    "? null\n: 1\n",
    "a:\n  : 1\n",
    "%YAML 1.1\n---\na: yes\n",
    "a: |\n  one\n   two\n\n\nb: >-\n  one\n  two\n\n  three\nc: |+\n  x\n\n",
    "a: one\n  two\n\n  three # comment\nb: 'it''s'\nc: \"\\u00e9\\n\\x41\"\n",
    "a: # comment\n  - 1\n  -\n    b: 2\n  - - 3\n",
    "# only a comment\n",
    "",
    "--- # a document\na: 1\n...\n",
    "constructor: 1\ntoString: 2\n",
    "a: !!str 1\nb: !!int '2'\n",
    "prose: >\n  with : a colon\n  : and one in front\n",
  ])("%j", (text) => {
    expect(Source.parse("a.yaml", text).root).toEqual(reference(text));
  });

  it("in every document of the repository", () => {
    const files = execFileSync(
      "git",
      ["ls-files", "openapi/*.yaml", "test/*/*openapi*.yaml", "test/client/*.yaml", "test/tools/*.yaml"],
      { encoding: "utf8" },
    )
      .trim()
      .split("\n");
    expect(files.length).toBeGreaterThan(5);
    for (const file of files) {
      const text = readFileSync(file, "utf8");
      const expected = ((): unknown => {
        try {
          return reference(text);
        } catch {
          return undefined;
        }
      })();
      if (expected !== undefined) expect(Source.parse(file, text).root, file).toEqual(expected);
    }
  });

  it.each([
    ["a: 1\na: 2\n", "2:1: a key stands twice in this object"],
    ["a: [1\n", "2:1: Flow sequence"],
    ["a: *none\n", "1:4: Unresolved alias"],
    ["a: 1\n---\nb: 2\n", "2:1: a second document begins here"],
    ["a: b: c\n", "1:4: Nested mappings are not allowed in compact mappings"],
  ])("and refused with its place: %j", (text, message) => {
    expect(() => Source.parse("a.yaml", text)).toThrow(`a.yaml:${message}`);
  });
});

describe("JSON", () => {
  it.each([
    ['{"a": 1,\n "a": 2}', '2:2: key "a" stands twice in this object'],
    ['{"b": [{"a": 1, "\\u0061": 2}]}', '1:17: key "a" stands twice in this object'],
    ['{"a": 1,}', '1:9: not JSON: a key in double quotes is expected, not "}"'],
    ['{"a": [\n  1,\n],\n"b": 2}', '3:1: not JSON: a value is expected, not "]"'],
    ['{"a": tru}', '1:7: not JSON: a value is expected, not "t"'],
    ['{"a": "one\ntwo"}', '1:11: not JSON: "\\n" cannot stand in a string'],
    ['{"a": "\\\\\\x"}', '1:10: not JSON: "\\\\" cannot stand in a string'],
    ['{"a": [1, 2}', '1:12: not JSON: "," or "]" is expected, not "}"'],
    ['{"a" 1}', '1:6: not JSON: ":" is expected, not "1"'],
    ["{a: 1}", '1:2: not JSON: a key in double quotes or "}" is expected, not "a"'],
    ['{"a": 1} {}', '1:10: not JSON: nothing more is expected, not "{"'],
    ['{"a": {', '1:8: not JSON: a key in double quotes or "}" is expected, not the end of the text'],
  ])("is refused with its place: %j", (text, message) => {
    expect(() => Source.parse("a.json", text)).toThrow(`a.json:${message}`);
  });

  it.each([
    '{"a": {"a": ["a", "a", {"a": "a:a"}]}, "b": {"a": "\\"a\\": 1"}}',
    `{"a": "${"x".repeat(20_000_000)}"}`,
    `{"a": "${'\\"'.repeat(10_000_000)}"}`,
  ])("may have a key again in another object, and strings of any length: %.40s", (text) => {
    expect(Source.parse("a.json", text).root).toEqual(JSON.parse(text));
  });

  it("has the places that the parser with positions finds", () => {
    const text = '\n{ "a" : [1, -2.5e3 ,{"b\\u0022":\n{}}, [[]], "]"],\r\n\t"c":{"d":null , "e":[ ] }\n}';
    const paths = [[], ["a"], ["a", 1], ["a", 2], ["a", 2, 'b"'], ["a", 3, 0], ["a", 4], ["c", "d"], ["c", "e"]];
    const json = Source.parse("a.json", text);
    for (const path of [...paths, ["a", 9], ["c", "x", "y"]])
      expect(json.placeOf(path)).toEqual({ ...Source.parse("a.yaml", text).placeOf(path), file: "a.json" });
  });

  it("stops being JSON where V8 says", () => {
    const base = '{"a": [1, {"b": "c\\n", "d": [true, null, -1.5e2]}], "e": {"f": ""}}';
    const characters = [...'{}[]:,"\\ 1t'];
    const told = [...base].flatMap((_, at) =>
      characters.flatMap((character) => {
        const text = base.slice(0, at) + character + base.slice(at + 1);
        const position = positionByV8(text);
        return position === undefined ? [] : [{ text, position, offset: jsonFault(text).offset }];
      }),
    );
    expect(told.length).toBeGreaterThan(100);
    // Within a number, a name or an escape V8 names the character that cannot go on, not the beginning.
    for (const { text, position, offset } of told)
      expect(text.slice(offset, position), text).toMatch(/^[\w.+-]*$|^\\\w*$/);
    expect(told.filter(({ position, offset }) => offset > position)).toEqual([]);
  });
});

/** Where V8 says that a text is no JSON; undefined when it is, or V8 tells no place. */
function positionByV8(text: string): number | undefined {
  try {
    JSON.parse(text);
    return undefined;
  } catch (error) {
    const position = /position (\d+)/.exec(String(error))?.[1];
    return position === undefined ? undefined : Number(position);
  }
}
