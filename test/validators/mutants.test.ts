import { beforeAll, expect, it } from "vitest";
import { COMPONENTS } from "./combination-cases.js";
import { KEYWORD_CASES } from "./keyword-cases.js";
import { emitChecks, importChecks } from "./load-checks.js";

/** One small fault in emitted code: what it replaces, and by what. */
const FAULTS: readonly (readonly [RegExp, string])[] = [
  [/ === (?!start)/g, " !== "],
  [/ !== /g, " === "],
  [/ < /g, " <= "],
  [/ > /g, " >= "],
  [/ && (?!!issues|stop|missing)/g, " || "],
  [/ \|\| (?!refuse)/g, " && "],
  [/return false;/g, "continue_;"],
  [/(?<=[( ])!(?=check|is|has|Array|Number|[A-Z_]+\.)/g, ""],
  [/index = \d/g, "index = 9"],
  [/issues\?\.(at|need)\([^()]*\)/g, "undefined"],
  [/break;/g, ";"],
];

/** Every text that differs from `text` by one fault. */
function* mutantsOf(text: string): Generator<{ mutant: string; place: string }> {
  for (const [pattern, replacement] of FAULTS) {
    for (const match of text.matchAll(pattern)) {
      const before = text.slice(0, match.index);
      const lineStart = before.slice(before.lastIndexOf("\n") + 1);
      // Messages are no code; where nesting ends exactly is for no case to tell.
      if (lineStart.split('"').length % 2 === 0 || lineStart.includes("if (depth")) continue;
      const mutant = before + replacement.replace("continue_", "") + text.slice(match.index + match[0].length);
      const line = before.split("\n").length;
      yield { mutant, place: `${text.split("\n")[line - 1]?.trim()}   ${match[0].trim()} -> ${replacement.trim()}` };
    }
  }
}

const schemas = {
  ...COMPONENTS,
  ...Object.fromEntries(KEYWORD_CASES.map(({ schema }, index) => [`Case${index}`, schema])),
};
let emitted: ReturnType<typeof emitChecks>;
beforeAll(() => {
  emitted = emitChecks(schemas);
});

/** True when some case of the tables fails on the text. */
async function isCaught(javascript: string): Promise<boolean> {
  try {
    const checks = await importChecks(javascript, emitted.names);
    return KEYWORD_CASES.some((one, index) => {
      const check = checks.get(`Case${index}`);
      return [...one.valid, ...one.invalid].some((value) => check?.passes(value) !== one.valid.includes(value));
    });
  } catch {
    return true;
  }
}

it("the tables pass on what is emitted", async () => {
  expect(await isCaught(emitted.javascript)).toBe(false);
});

// Those that stay are equivalent for the most part: a constant that the choice of the branch has tested before, a path
// that only a branch which is tried in vain would tell.
it("the tables fail on nearly every small fault put into it", async () => {
  const survivors: string[] = [];
  let count = 0;
  for (const { mutant, place } of mutantsOf(emitted.javascript)) {
    count += 1;
    if (!(await isCaught(mutant))) survivors.push(place);
  }
  expect(count).toBeGreaterThan(300);
  expect(survivors.length, survivors.join("\n")).toBeLessThanOrEqual(count * 0.05);
});
