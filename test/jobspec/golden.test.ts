import { existsSync, readFileSync, writeFileSync } from "node:fs";

import { afterEach, describe, expect, it } from "vitest";

import type { GoldenCase, RecordedOperation } from "./golden/cases.js";
import { isHttpCase, loadCases } from "./golden/cases.js";
import { actualOf, expectedOf, hasSameBytes } from "./golden/compare.js";
import { DIFFERENCES, differenceOf, matches, renderDifferences } from "./golden/differences.js";
import { InProcess } from "./golden/in-process.js";
import { Replay } from "./golden/replay.js";

const PAGE = new URL("../../docs/jobspec-differences.md", import.meta.url);
const cases = loadCases();
let replay: Replay | undefined;

afterEach(async () => {
  await replay?.stop();
  replay = undefined;
});

/** Throws unless the daemon answers as the reference did, or as its later versions did where those were recorded. */
async function compareHttp(golden: GoldenCase): Promise<void> {
  if (!isHttpCase(golden)) throw new Error("not a case over HTTP");
  replay = new Replay(golden);
  await replay.prepare();
  const received = await replay.send(golden.request);
  const actual = actualOf(golden, received, replay.ledger());
  const isLater = golden.expect_later_upstream?.status === received.status;
  expect(actual).toEqual(expectedOf(golden, isLater));
  if (!isLater) expect(hasSameBytes(golden, received) || received.text).toBe(true);
  if (golden.expect.quarantine_after !== undefined) {
    expect(replay.quarantine()).toEqual(golden.expect.quarantine_after);
  }
}

/** Throws unless our queue answers a worker inside the process as the reference's did. */
async function compareInProcess(golden: GoldenCase & { readonly request: RecordedOperation }): Promise<void> {
  replay = new Replay(golden);
  const worker = new InProcess(replay);
  await worker.prepare(golden);
  const { error, result } = await worker.run(golden.request);
  expect(error).toBe(golden.expect.error);
  const expected = golden.expect.result;
  if (expected !== undefined) expect(worker.normalise(result)).toEqual(worker.normalise(expected));
  expect(worker.normalise(replay.ledger())).toEqual(worker.normalise(golden.expect.ledger_after));
}

function differs(comparison: Promise<void>): Promise<void> {
  return expect(comparison, "answered as recorded, although the difference is listed").rejects.toThrow();
}

describe.skipIf(cases.length === 0)("cases recorded over HTTP (needs ../shared/jobspec)", () => {
  it.each(titled(cases.filter(isHttpCase)))("%s: %s", async (_class, name, golden) => {
    const comparison = compareHttp(golden);
    await (differenceOf(name) === undefined ? comparison : differs(comparison));
  });
});

describe.skipIf(cases.length === 0)("cases recorded in process (needs ../shared/jobspec)", () => {
  // Parsing a snapshot is the consumer's side.
  const calls = cases.filter(isCall).filter(({ request }) => request.op !== "parse_consumer_snapshot");
  it.each(titled(calls))("%s: %s", async (_class, name, golden) => {
    const comparison = compareInProcess(golden);
    await (differenceOf(name) === undefined ? comparison : differs(comparison));
  });
});

function titled<Case extends GoldenCase>(found: readonly Case[]): [string, string, Case][] {
  return found.map((golden) => [golden.class, golden.name, golden]);
}

function isCall(golden: GoldenCase): golden is GoldenCase & { readonly request: RecordedOperation } {
  return "op" in golden.request;
}

describe("the list of differences", () => {
  const patterns = DIFFERENCES.flatMap((difference) => difference.cases);
  it.skipIf(cases.length === 0).each(patterns)("%s names a case", (pattern) => {
    expect(cases.some(({ name }) => matches(pattern, name))).toBe(true);
  });

  it("is what docs/jobspec-differences.md shows", () => {
    const page = renderDifferences();
    if (process.env.UPDATE === "1") writeFileSync(PAGE, page);
    expect(existsSync(PAGE) ? readFileSync(PAGE, "utf8") : "").toBe(page);
  });
});
