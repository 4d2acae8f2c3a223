import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { KnownFailing, judgeJobspec, terminalReport, verdictOf, type Result } from "./index.js";
import { OwnDaemon } from "./own-daemon.js";

const FILE = "test/conformance/known-failing.txt";

describe("this project's daemon, as a process, on all levels", () => {
  const knownFailing = KnownFailing.parse(FILE, readFileSync(FILE, "utf8"));
  let daemon: OwnDaemon;
  let results: readonly Result[] = [];

  beforeAll(async () => {
    daemon = await OwnDaemon.start();
    results = await judgeJobspec({ ...daemon, workerUrl: daemon.url, knownFailing, timeoutMs: 60_000 });
  }, 600_000);

  afterAll(() => daemon.remove());

  it("fails nothing but what is listed", () => {
    const failed = results.filter((result) => ["failed", "no-longer-failing"].includes(verdictOf(result)));
    expect(failed.length === 0 ? "" : terminalReport(results, (_, text) => text)).toBe("");
    expect(knownFailing.matchingNone(results.map(({ id }) => id))).toEqual([]);
  });

  it("leaves nothing unseen, on any level", () => {
    expect(results.filter((result) => verdictOf(result) === "not-observable").map(({ id }) => id)).toEqual([]);
    expect(new Set(results.map(({ level }) => level))).toEqual(new Set([1, 2, 3, 4]));
    expect(results.length).toBeGreaterThan(150);
  });
});
