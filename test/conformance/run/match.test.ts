import { expect, it } from "vitest";
import type { Json } from "../json.js";
import { Matcher, type Expected, type MatcherName } from "../suite/case.js";
import { describeExpected, matches } from "./match.js";

const tag = (name: MatcherName, argument: Expected = null): Matcher => new Matcher(name, argument);

it.each<[expected: Expected, fit: readonly (Json | undefined)[], unfit: readonly (Json | undefined)[]]>([
  [1, [1], ["1", null, undefined, [1]]],
  [null, [null], [undefined, 0, ""]],
  [{ a: 1, b: [2] }, [{ b: [2], a: 1 }], [{ a: 1 }, { a: 1, b: [2], c: 3 }, { a: 1, b: [2, 2] }, [1]]],
  [[], [[]], [[1], {}, undefined]],
  [{ a: tag("present") }, [{ a: 0 }], [{}, { a: null }, { b: 0 }]],
  [tag("present"), [0, "", false, []], [null, undefined]],
  [tag("absent"), [undefined, []], [null, "", [null]]],
  [tag("match", "^a"), ["ab"], ["ba", 1, undefined]],
  [tag("not", 1), [2, "1", null], [1, undefined]],
  [tag("in", [1, tag("match", "a")]), [1, "a"], [2, "b", undefined]],
  [tag("includes", [2, 1]), [[1, 2, 3]], [[1], 1, undefined]],
  [tag("includes", []), [[]], [undefined, "text"]],
  [tag("prefix", [1, { a: 2 }]), [[1, { a: 2 }, 3]], [[1], [{ a: 2 }, 1], undefined]],
  [tag("count", 2), [[1, 1]], [[1], "ab", undefined]],
  [tag("above", 1), [2, 1.5], [1, "2", undefined]],
  [tag("least", 1), [1, 2], [0, "1"]],
  [tag("most", 1), [1, 0], [2, "1", undefined]],
  [tag("next", 1), [2], [1, 3, "2", undefined]],
  [tag("optional", [1]), [[1], [], undefined], [[2], null]],
  [tag("type", "array"), [[]], [{}, null, undefined]],
  [tag("type", "null"), [null], [undefined, 0]],
  [tag("each", 1), [[1, 1]], [[1, 2], [], undefined]],
  [tag("distinct"), [[1, "1", { a: 1 }], []], [[1, 1], [{ a: 1 }, { a: 1 }], undefined]],
  [tag("apart", 3), [["abc1", "def2"], ["abcd", ""], []], [["token-1", "token-2"], ["abc1", "abd2"], [1, 2], "text"]],
  [tag("same"), [[1, 1], [[2]]], [[1, 2], [], undefined]],
  [
    tag("ascending"),
    [[1, 1, 2], ["2026-01-01T00:00:00Z", "2026-01-01T00:00:00.5Z"], []],
    [[2, 1], ["2026-01-01T00:00:00.5Z", "2026-01-01T00:00:00Z"], undefined],
  ],
])("%j", (expected, fit, unfit) => {
  expect(fit.map((value) => matches(value, expected))).toEqual(fit.map(() => true));
  expect(unfit.map((value) => matches(value, expected))).toEqual(unfit.map(() => false));
});

it("says what was expected", () => {
  const expected = tag("in", [{ a: [1] }, tag("match", "x"), tag("absent")]);
  expect(describeExpected(expected)).toBe('!in [{ a: [1] }, !match "x", !absent]');
});
