import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Conversation, parseExchanges } from "./conversation.js";
import { goldenCases, type GoldenCase } from "./golden-case.js";
import { Workspace } from "./workspace.js";

/** `UPDATE=1` writes what the generator gives now into `expected/` and `stderr.txt`, to be read in review. */
const isUpdating = process.env["UPDATE"] === "1";

const workspace = new Workspace();
const errors = new Map<string, string[]>();
const cases = goldenCases();
const outcomes = new Map(cases.map((one) => [one.name, one.generate()]));

beforeAll(async () => {
  for (const one of cases) addToWorkspace(one);
  for (const line of await workspace.compile()) {
    const name = line.split("/")[0] ?? "";
    errors.set(name, [...(errors.get(name) ?? []), line]);
  }
}, 180_000);
afterAll(() => workspace.remove());

function addToWorkspace(one: GoldenCase): void {
  const outcome = outcomes.get(one.name);
  if (outcome === undefined || !("files" in outcome)) return;
  for (const [path, text] of outcome.files) workspace.add(`${one.name}/${path}`, text);
  const usage = one.read("usage.ts");
  if (usage !== undefined) workspace.add(`${one.name}/usage.ts`, usage);
}

it("the runtime compiles", () => {
  expect([...errors.keys()].filter((name) => !cases.some((one) => one.name === name))).toEqual([]);
});

describe.each(cases.map((one) => [one.name, one] as const))("%s", (name, one) => {
  const outcome = outcomes.get(name);
  if (outcome === undefined) return;

  it(one.isRefused ? "is refused" : "is generated", () => {
    if (isUpdating) update(one, outcome);
    if ("refusal" in outcome) return expect(outcome.refusal).toBe(one.read("stderr.txt"));
    expect(outcome.notes).toBe(one.read("stderr.txt") ?? "");
    for (const path of one.expectedFiles) expect(outcome.files.get(path)).toBe(one.read(`expected/${path}`));
  });
  if ("refusal" in outcome) return;

  it("compiles", () => expect(errors.get(name) ?? []).toEqual([]));

  const exchanges = parseExchanges(one.read("exchange.yaml") ?? "[]");
  if (exchanges.length === 0) return;
  describe("exchanges", () => {
    let conversation: Conversation;
    beforeAll(async () => {
      conversation = await Conversation.start(workspace, name);
    });
    afterAll(() => conversation.close());
    it.each(
      exchanges.map((exchange, index) => [`${index + 1} ${exchange.call ?? exchange.send ?? ""}`, exchange] as const),
    )("%s", async (_title, exchange) => {
      const { actual, expected } = await conversation.run(exchange);
      expect(actual).toEqual(expected);
    });
  });
});

function update(one: GoldenCase, outcome: ReturnType<GoldenCase["generate"]>): void {
  if ("refusal" in outcome) return one.update("stderr.txt", outcome.refusal);
  if (outcome.notes !== "") one.update("stderr.txt", outcome.notes);
  for (const path of one.expectedFiles) {
    const text = outcome.files.get(path);
    if (text !== undefined) one.update(`expected/${path}`, text);
  }
}
