import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { ContractError } from "./contract-error.js";
import { applyOverlay, parseOverlay, type JsonValue, type OverlayResult } from "./overlay.js";

const HEAD = "info: { title: Test, version: 1.0.0 }";

/** An overlay file: four lines of head, so that the first action starts on line 4. */
function overlay(actions: string, version = "1.1.0"): string {
  return `overlay: ${version}\n${HEAD}\nactions:\n${actions}`;
}

function apply(document: string, actions: string, version?: string) {
  return applyOverlay(parse(document) as JsonValue, parseOverlay("o.yaml", overlay(actions, version)));
}

/** The document that `actions` make of `document`; both as YAML. */
function result(document: string, actions: string, version?: string): JsonValue {
  return apply(document, actions, version).document;
}

function fault(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    if (error instanceof ContractError) return `${error.code} ${error.message}`;
    throw error;
  }
  throw new Error("nothing was thrown");
}

describe("update", () => {
  test("leaves what only the target has, inserts what only the update has", () => {
    expect(result("{ a: { x: 1 } }", "  - { target: $.a, update: { y: 2 } }")).toEqual({ a: { x: 1, y: 2 } });
  });

  test("merges objects at any depth", () => {
    expect(result("{ a: { b: { x: 1, y: 1 } } }", "  - { target: $, update: { a: { b: { y: 2, z: 2 } } } }")).toEqual({
      a: { b: { x: 1, y: 2, z: 2 } },
    });
  });

  test.each(["text", "1", "true", "null"])("replaces a primitive by %s", (value) => {
    expect(result("{ a: old, b: null }", `  - { target: $, update: { a: ${value}, b: ${value} } }`)).toEqual({
      a: parse(value),
      b: parse(value),
    });
  });

  test("concatenates an array within the update", () => {
    expect(result("{ a: [1] }", "  - { target: $, update: { a: [2, [3]] } }")).toEqual({ a: [1, 2, [3]] });
  });

  test("concatenates an array to a selected one, as 1.1 says", () => {
    expect(result("{ a: [1] }", "  - { target: $.a, update: [2, 3] }")).toEqual({ a: [1, 2, 3] });
  });

  test("appends an array to a selected one as one entry, as 1.0 says", () => {
    expect(result("{ a: [1] }", "  - { target: $.a, update: [2, 3] }", "1.0.0")).toEqual({ a: [1, [2, 3]] });
  });

  test.each(["1.0.0", "1.1.0"])("appends an object or a primitive to a selected array, %s", (version) => {
    const actions = "  - { target: $.a, update: { b: 1 } }\n  - { target: $.a, update: text }";
    expect(result("{ a: [] }", actions, version)).toEqual({ a: [{ b: 1 }, "text"] });
  });

  test("replaces a selected primitive, in an object and in an array", () => {
    expect(
      result("{ a: old, b: [1, 2] }", "  - { target: $.a, update: new }\n  - { target: '$.b[1]', update: 3 }"),
    ).toEqual({
      a: "new",
      b: [1, 3],
    });
  });

  test("changes every selected value, and a value selected twice once", () => {
    expect(result("{ a: { get: {} }, b: { get: {} }, c: {} }", "  - { target: $.*.get, update: { x: [1] } }")).toEqual({
      a: { get: { x: [1] } },
      b: { get: { x: [1] } },
      c: {},
    });
    expect(result("{ a: [] }", "  - { target: \"$['a','a']\", update: 1 }")).toEqual({ a: [1] });
  });

  test("gives each selected value its own copy", () => {
    const actions = "  - { target: $.*, update: { n: { list: [] } } }\n  - { target: $.a.n.list, update: 1 }";
    expect(result("{ a: {}, b: {} }", actions)).toEqual({ a: { n: { list: [1] } }, b: { n: { list: [] } } });
  });

  test("gives each selected array its own copy of the items", () => {
    const actions = "  - { target: $.*, update: [{ list: [] }] }\n  - { target: '$.a[0].list', update: 1 }";
    expect(result("{ a: [], b: [] }", actions)).toEqual({ a: [{ list: [1] }], b: [{ list: [] }] });
  });

  test("changes one of two places that a YAML alias made equal", () => {
    expect(result("{ a: &x { n: 1 }, b: *x }", "  - { target: $.a, update: { n: 2 } }")).toEqual({
      a: { n: 2 },
      b: { n: 1 },
    });
  });

  test("keeps __proto__ a key like any other", () => {
    const document = result('{ "a": {} }', '  - { target: $.a, update: { "__proto__": { x: 1 } } }');
    expect(JSON.stringify(document)).toBe('{"a":{"__proto__":{"x":1}}}');
  });
});

describe("remove", () => {
  test("removes a key, an element, a primitive", () => {
    const actions = "  - { target: $.a, remove: true }\n  - { target: '$.l[1]', remove: true }";
    expect(result("{ a: 1, b: 2, l: [1, 2, 3] }", actions)).toEqual({ b: 2, l: [1, 3] });
  });

  test("removes several elements of an array, none of them another one", () => {
    expect(
      result("{ l: [{ d: 1 }, { k: 1 }, { d: 1 }, { d: 1 }, { k: 2 }] }", "  - { target: '$.l[?@.d]', remove: true }"),
    ).toEqual({
      l: [{ k: 1 }, { k: 2 }],
    });
    expect(result("{ l: [0,1,2,3,4,5,6,7,8,9,10,11] }", "  - { target: '$.l[2,10,1]', remove: true }")).toEqual({
      l: [0, 3, 4, 5, 6, 7, 8, 9, 11],
    });
  });

  test("removes a value and one within it", () => {
    expect(
      result(
        "{ l: [{ x: 1, l: [{ x: 1 }] }, { y: 1 }, { l: [{ x: 1 }, { y: 1 }] }] }",
        "  - { target: '$..[?@.x]', remove: true }",
      ),
    ).toEqual({
      l: [{ y: 1 }, { l: [{ y: 1 }] }],
    });
  });

  test("wins over an update beside it in 1.0", () => {
    expect(result("{ a: {}, b: 1 }", "  - { target: $.a, remove: true, update: { x: 1 } }", "1.0.0")).toEqual({ b: 1 });
  });

  test("remove: false is no change", () => {
    expect(result("{ a: {} }", "  - { target: $.a, remove: false, update: { x: 1 } }")).toEqual({ a: { x: 1 } });
  });
});

describe("copy", () => {
  test("merges the value at another place, and shares nothing with it", () => {
    const actions = "  - { target: $.b, copy: $.a }\n  - { target: $.b.l, update: 2 }";
    expect(result("{ a: { l: [1] }, b: { x: 1 } }", actions)).toEqual({ a: { l: [1] }, b: { x: 1, l: [1, 2] } });
  });

  test("copies into every target, concatenates arrays, replaces primitives", () => {
    expect(result("{ a: [1], b: [2], c: [3] }", "  - { target: \"$['b','c']\", copy: $.a }")).toEqual({
      a: [1],
      b: [2, 1],
      c: [3, 1],
    });
    expect(result("{ a: 1, b: 2 }", "  - { target: $.b, copy: $.a }")).toEqual({ a: 1, b: 1 });
  });

  test("copies a value into itself and below itself", () => {
    expect(result("{ a: [1] }", "  - { target: $.a, copy: $.a }")).toEqual({ a: [1, 1] });
    expect(result("{ a: { b: {} } }", "  - { target: $.a.b, copy: $.a }")).toEqual({ a: { b: { b: {} } } });
  });

  test("moves, with an update before and a remove after", () => {
    const actions = `
  - { target: $.paths, update: { /new: {} } }
  - { target: "$.paths['/new']", copy: "$.paths['/old']" }
  - { target: "$.paths['/old']", remove: true }`;
    expect(result("{ paths: { /old: { get: {} } } }", actions)).toEqual({ paths: { "/new": { get: {} } } });
  });
});

test("actions apply in order, each to the result of the one before", () => {
  const remove = "  - { target: $.a, remove: true }";
  const update = "  - { target: $, update: { a: [2] } }";
  expect(result("{ a: [1] }", `${remove}\n${update}`)).toEqual({ a: [2] });
  expect(result("{ a: [1] }", `${update}\n${remove}`)).toEqual({});
});

test("neither the document nor the overlay is changed", () => {
  const document = parse("{ a: { l: [{ x: 1 }] }, b: 1 }") as JsonValue;
  const parsed = parseOverlay(
    "o.yaml",
    overlay(
      "  - { target: $.a.l, update: { y: [] } }\n  - { target: '$.a.l[1].y', update: 1 }\n" +
        "  - { target: $.b, remove: true }",
    ),
  );
  const before = JSON.stringify(document);
  const first = applyOverlay(document, parsed);
  expect(JSON.stringify(document)).toBe(before);
  expect(applyOverlay(document, parsed)).toEqual({ ...first, places: expect.any(Map) as unknown });
  expect(first.document).toEqual({ a: { l: [{ x: 1 }, { y: [1] }] } });
});

test("a deep document can be searched", () => {
  const document = JSON.parse(`${'{"a":'.repeat(400)}{"x":1}${"}".repeat(400)}`) as JsonValue;
  expect(
    JSON.stringify(applyOverlay(document, parseOverlay("o.yaml", overlay("  - { target: $..x, update: 2 }"))).document),
  ).toContain('"x":2');
});

describe("refusals name the place in the overlay", () => {
  test.each([
    [
      "nothing selected",
      "  - { target: $, update: { x: 1 } }\n  - target: $.paths['/b']\n    remove: true",
      "5:5: overlay action selects nothing: $.paths['/b']",
    ],
    ["root removed", "  - { target: $, remove: true }", "4:5: the whole document cannot be removed"],
    [
      "object into primitive",
      "  - { target: $.p, update: {} }",
      "4:5: an object cannot be merged into a primitive value at $.p",
    ],
    ["array into object", "  - { target: $.o, update: [] }", "4:5: an array cannot be merged into an object at $.o"],
    [
      "null into object",
      "  - target: $.o\n    update:",
      "4:5: a primitive value cannot be merged into an object at $.o",
    ],
    [
      "array into primitive below",
      "  - target: $\n    update:\n      p: [1]",
      '6:7: an array cannot be merged into a primitive value at "p"',
    ],
    [
      "primitive into array below",
      "  - target: $\n    update: { o: {}, l: 1 }",
      '5:22: a primitive value cannot be merged into an array at "l"',
    ],
    [
      "several kinds",
      "  - { target: $.*, update: {} }",
      "4:5: overlay action selects values of several kinds: object, array, primitive",
    ],
    ["copy of nothing", "  - target: $.o\n    copy: $.x", "5:5: copy has to select one value, selects nothing: $.x"],
    ["copy of several", "  - target: $.o\n    copy: $.*", "5:5: copy has to select one value, selects 3 values: $.*"],
  ])("%s", (_, actions, expected) => {
    expect(fault(() => apply("{ o: {}, l: [], p: 1 }", actions))).toBe(`overlay o.yaml:${expected}`);
  });

  test.each(["{ target: $.p, update: 2 }", "{ target: $.p, remove: true }"])(
    "primitive target in 1.0: %s",
    (action) => {
      expect(fault(() => apply("{ p: 1 }", `  - ${action}`, "1.0.1"))).toBe(
        "overlay o.yaml:4:5: overlay 1.0 cannot select a primitive value, 1.1 can: $.p",
      );
    },
  );
});

describe("a document that is not an overlay is refused with its place", () => {
  test.each([
    ["syntax", "overlay: [", /^syntax o\.yaml:1:\d+: /],
    ["no object", "- 1", "invalid o.yaml:1:1: must be an object, is an array"],
    ["no version", `${HEAD}\nactions: []`, 'invalid o.yaml:1:1: overlay has no "overlay"'],
    [
      "unknown version",
      overlay("  []", "1.2.0"),
      'overlay o.yaml:1:1: overlay version "1.2.0" is not known; 1.0.x and 1.1.x are',
    ],
    ["number for a version", overlay("  []", "1.1"), "invalid o.yaml:1:1: must be a string, is 1.1"],
    ["no info", "overlay: 1.1.0\nactions: []", 'invalid o.yaml:1:1: overlay has no "info"'],
    [
      "no title",
      "overlay: 1.1.0\ninfo: { version: '1' }\nactions: []",
      'invalid o.yaml:2:1: overlay info has no "title"',
    ],
    ["no actions", `overlay: 1.1.0\n${HEAD}`, 'invalid o.yaml:1:1: overlay has no "actions"'],
    ["empty actions", overlay("  []"), "overlay o.yaml:3:1: overlay has no action"],
    [
      "unknown field",
      `overlay: 1.1.0\n${HEAD}\naction: []`,
      'overlay o.yaml:3:1: overlay has an unknown field "action"',
    ],
    [
      "unknown field of an action",
      overlay("  - target: $\n    updaet: 1"),
      'overlay o.yaml:5:5: overlay action has an unknown field "updaet"',
    ],
    ["no target", overlay("  - update: {}"), 'invalid o.yaml:4:5: overlay action has no "target"'],
    [
      "target not JSONPath",
      overlay("  - remove: true\n    target: $.a["),
      /^overlay o\.yaml:5:5: "\$\.a\[" is not JSONPath: /,
    ],
    ["copy not JSONPath", overlay("  - target: $\n    copy: a"), /^overlay o\.yaml:5:5: "a" is not JSONPath: /],
    [
      "no change",
      overlay("  - target: $.a"),
      "overlay o.yaml:4:5: overlay action has neither update, copy nor remove: true",
    ],
    [
      "remove: false alone",
      overlay("  - { target: $.a, remove: false }"),
      "overlay o.yaml:4:5: overlay action has neither update, copy nor remove: true",
    ],
    [
      "remove not boolean",
      overlay("  - target: $\n    remove: 'yes'"),
      'invalid o.yaml:5:5: must be true or false, is "yes"',
    ],
    [
      "update and copy",
      overlay("  - { target: $, update: {}, copy: $ }"),
      "overlay o.yaml:4:5: overlay action may have only one of update, copy and remove",
    ],
    [
      "remove and copy",
      overlay("  - { target: $, remove: true, copy: $ }"),
      "overlay o.yaml:4:5: overlay action may have only one of update, copy and remove",
    ],
    [
      "remove and update",
      overlay("  - { target: $, remove: true, update: {} }"),
      "overlay o.yaml:4:5: overlay action may have only one of update, copy and remove",
    ],
    ["copy in 1.0", overlay("  - target: $\n    copy: $", "1.0.0"), "overlay o.yaml:5:5: copy needs overlay: 1.1.0"],
  ])("%s", (_, text, expected) => {
    expect(fault(() => parseOverlay("o.yaml", text))).toEqual(
      typeof expected === "string" ? expected : expect.stringMatching(expected),
    );
  });

  test("what the specification allows is read", () => {
    const text =
      `overlay: 1.0.7\nx-a: 1\ninfo: { title: T, version: "1", x-b: 1, description: D }\nextends: ./o.yaml\n` +
      "actions:\n" +
      "  - { target: $, description: why, update: {}, x-c: 1 }";
    expect(parseOverlay("o.yaml", text)).toMatchObject({
      file: "o.yaml",
      version: "1.0",
      extends: "./o.yaml",
      actions: [{}],
    });
    expect(parseOverlay("o.json", JSON.stringify(parse(text)))).toMatchObject({ file: "o.json", version: "1.0" });
  });
});

describe("origins", () => {
  const at = (line: number, column: number) => ({ file: "o.yaml", line, column });
  const found = (places: OverlayResult["places"]) =>
    Object.fromEntries([...places].map(([pointer, findPlace]) => [pointer, findPlace()]));

  test("each value that an update wrote has its own place", () => {
    const { places } = apply(
      "{ a: { x: 1, l: [0] } }",
      "  - target: $.a\n    update:\n      x: 2\n      y: { z: [3] }\n      l: [1]",
    );
    expect(found(places)).toEqual({
      "/a/x": at(6, 7),
      "/a/y": at(7, 7),
      "/a/y/z": at(7, 12),
      "/a/y/z/0": at(7, 16),
      "/a/l/1": at(8, 11),
    });
  });

  test("what a copy wrote has the place of the copy", () => {
    const { places } = apply("{ a: { 'x/y': 1 }, b: {} }", "  - target: $.b\n    copy: $.a");
    expect(found(places)).toEqual({ "/b/x~1y": at(5, 5) });
  });

  test("what is removed again has none", () => {
    const { places } = apply(
      "{ a: {} }",
      "  - { target: $.a, update: { b: { c: 1 } } }\n  - { target: $.a.b, remove: true }",
    );
    expect(places.size).toBe(0);
  });

  test("elements after a removed one are followed to where they stood", () => {
    const { document, moved, places } = apply(
      "{ l: [{ d: 1 }, { k: 1, l: [0, 1] }, { d: 1 }, { k: 2 }] }",
      "  - { target: $.l, update: { n: 1 } }\n  - { target: '$.l[?@.d]', remove: true }\n" +
        "  - { target: '$.l[0].l[0]', remove: true }\n" +
        "  - { target: '$.l[0].k', update: 3 }",
    );
    expect(document).toEqual({ l: [{ k: 3, l: [1] }, { k: 2 }, { n: 1 }] });
    expect(Object.fromEntries(moved)).toEqual({ "/l/0": ["l", 1], "/l/1": ["l", 3], "/l/0/l/0": ["l", 1, "l", 1] });
    expect(found(places)).toEqual({ "/l/2": at(4, 20), "/l/2/n": at(4, 30), "/l/0/k": at(7, 27) });
  });

  test("an element that was written and removed has none, one that moved and was replaced has one", () => {
    const removed = apply(
      "{ l: [1] }",
      "  - { target: $.l, update: { a: 1 } }\n  - { target: '$.l[1]', remove: true }",
    );
    expect([removed.places.size, removed.moved.size]).toEqual([0, 0]);
    const replaced = apply(
      "{ l: [1, 2] }",
      "  - { target: '$.l[0]', remove: true }\n  - { target: '$.l[0]', update: 3 }",
    );
    expect([...replaced.places.keys(), ...replaced.moved.keys()]).toEqual(["/l/0"]);
  });
});
