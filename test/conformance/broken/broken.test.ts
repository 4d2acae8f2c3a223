import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, it } from "vitest";
import { KnownFailing, judgeJobspec, terminalReport, verdictOf, type Result } from "../index.js";
import { LEVELS } from "../report/summary.js";
import { runSuite } from "../run/run-suite.js";
import type { Step } from "../suite/case.js";
import { readJobspecSuite, type Suite } from "../suite.js";
import { FAULTS, type Fault, type FaultName } from "./faults.js";
import { LIBERTIES, type Liberty } from "./liberties.js";
import { ModelDaemon } from "./model-daemon.js";

/** Longest wait of a step for what does not come: leases of the model run out in a tenth of their time. */
const MAX_WITHIN_MS = 1_500;

/** A server that always says the same is not waited for. */
const NO_WITHIN_MS = 100;

/** Read once, since reading takes longer than most cases. */
const SUITE = readJobspecSuite();
const BRIEF = briefSuite(MAX_WITHIN_MS);

/** The suite, which does not wait long. */
function briefSuite(mostMs: number): Suite {
  const { contract, cases } = SUITE;
  const brief = (step: Step): Step =>
    step.kind === "send" && step.withinMs !== undefined ? { ...step, withinMs: Math.min(step.withinMs, mostMs) } : step;
  return { contract, cases: cases.map((one) => ({ ...one, steps: one.steps.map(brief) })) };
}

const BASE = { levels: new Set(LEVELS), knownFailing: KnownFailing.NONE, timeoutMs: 30_000, run: "run" };

/** What could not be seen is looked at again: on a busy machine a short lease of the model runs out too soon. */
async function twice(judge: (only?: readonly string[]) => Promise<readonly Result[]>): Promise<readonly Result[]> {
  const first = await judge();
  const unseen = first.filter((result) => verdictOf(result) === "not-observable").map(({ id }) => id);
  const second = new Map((unseen.length === 0 ? [] : await judge(unseen)).map((result) => [result.id, result]));
  return first.map((result) => second.get(result.id) ?? result);
}

/** Judges a model on everything. */
function judgeModel(...liberties: readonly Liberty[]): Promise<readonly Result[]> {
  return twice(async (only) => {
    const daemon = await ModelDaemon.start(...liberties);
    const results = await judgeJobspec({ ...daemon, only, timeoutMs: 30_000 });
    await daemon.stop();
    return results;
  });
}

/** Judges a model with this fault. */
function judgeFault(fault: FaultName, asked: readonly string[]): Promise<readonly Result[]> {
  return twice(async (only = asked) => {
    const daemon = await ModelDaemon.start(fault);
    const results = await runSuite({ ...BRIEF, ...BASE, ...daemon, only, signal: new AbortController().signal });
    await daemon.stop();
    return results;
  });
}

/** Judges a server that gives the same answer to everything. */
async function judgeMonotone(status: number, body: string): Promise<readonly Result[]> {
  const server = createServer((_, response) => {
    response.writeHead(status, { "content-type": "application/json" }).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`; // a TCP server has one once it listens
  const control = (): Promise<void> => Promise.resolve();
  const controls = { restart: control, kill: control, damage: control };
  const target = { url, workerUrl: url, token: "none", controls, timeoutMs: 500 };
  const { signal } = new AbortController();
  try {
    return await runSuite({ ...briefSuite(NO_WITHIN_MS), ...BASE, ...target, only: undefined, signal });
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

function told(results: readonly Result[]): string {
  return terminalReport(results, (_, text) => text);
}

describe("a daemon that keeps every promise", () => {
  it("passes every case", async () => {
    const results = await judgeModel();
    const others = results.filter((result) => verdictOf(result) !== "passed");
    expect(others.length === 0 ? "" : told(results)).toBe("");
  }, 300_000);
});

describe("a daemon that does what the contract leaves open in its own way", () => {
  const isFine = (result: Result): boolean => verdictOf(result) === "passed";

  it.each<[string, readonly Liberty[]]>(Object.entries(LIBERTIES))(
    "%s, is accused of nothing",
    async (_, liberties) => {
      const results = await judgeModel(...liberties);
      const unseen = results.filter((result) => verdictOf(result) === "not-observable").map(({ id }) => id);
      expect(results.some((result) => verdictOf(result) === "failed") ? told(results) : "").toBe("");
      expect(unseen.filter((id) => !OPTIONAL.test(id))).toEqual([]);
      expect(results.filter(isFine).length).toBeGreaterThan(150);
    },
    300_000,
  );
});

/** Cases about what a daemon need not have: pages, failpoints, payloads in rows, odd names of jobs. */
const OPTIONAL =
  /^(2\.events\.(since|limit|pages|wrong)|2\.payload|2\.ids\.odd|2\.failpoints|3\.cancel\.failpoint|4\.trigger\.lost)/;

describe("a server that is no daemon", () => {
  it.concurrent.each([
    [404, "{}", ["1.methods.unknown-paths"]],
    [200, "{}", []],
    [202, '{"accepted":true}', []],
  ])(
    "passes nothing with %i and %s to everything",
    async (status, body, passing) => {
      const results = await judgeMonotone(status, body);
      // That a reply keeps the contract says nothing of behaviour.
      const isPassed = (result: Result): boolean => verdictOf(result) === "passed" && !result.id.includes(".contract.");
      expect(results.filter(isPassed).map(({ id }) => id)).toEqual(passing);
    },
    300_000,
  );
});

describe("a daemon that goes away", () => {
  it("fails the case in which it goes, and nothing behind it can be seen", async () => {
    const server = createServer((request, response) => {
      if (request.url === "/v1/events") server.close().closeAllConnections();
      else response.writeHead(200, { "content-type": "application/json" }).end('{"status":"ok","queue":{}}');
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`; // a TCP server has one once it listens
    const only = ["1.observe.*", "2.auth.*"];
    const results = await judgeJobspec({ url, token: "t", only, timeoutMs: 300 });
    const since = results.findIndex(({ id }) => id === "1.observe.same-jobs");
    expect(results[since]?.outcome).toMatchObject({ kind: "failed", failure: { expected: "a reply" } });
    const reason = "nothing answers any more since 1.observe.same-jobs";
    expect(results.length).toBeGreaterThan(since + 10);
    for (const { outcome } of results.slice(since + 1)) expect(outcome).toEqual({ kind: "not-observable", reason });
  }, 60_000);
});

describe("a daemon that breaks one promise", () => {
  const faults = Object.entries(FAULTS).map(([name, fault]): [FaultName, Fault] => [name as FaultName, fault]);

  it.concurrent.each(faults)(
    "%s is caught",
    async (name, { caughtBy }) => {
      // What all replies together say needs the cases that bring them.
      const only = caughtBy.includes(".contract.") ? [caughtBy, caughtBy.replace(/contract.*/, "*")] : [caughtBy];
      const results = await judgeFault(name, only);
      const verdicts = Object.fromEntries(results.map((result) => [result.id, verdictOf(result)]));
      expect(verdicts[caughtBy], told(results)).toBe("failed");
    },
    120_000,
  );
});
