import { performance } from "node:perf_hooks";
import type { Contract } from "../contract/contract.js";
import { Judge, type Breach } from "../contract/judge.js";
import type { Operation } from "../contract/operation.js";
import type { Case, Level } from "../suite/case.js";
import { matchesId, type KnownFailing } from "./known-failing.js";
import { resultOf, withoutSecret, type Outcome, type Result } from "./outcome.js";
import { runCase } from "./run-case.js";
import { Target, type TargetOptions } from "./target.js";

/** What is run, and how it is told. */
export interface RunOptions extends TargetOptions {
  readonly cases: readonly Case[];
  readonly contract: Contract;
  /** Levels that the daemon claims to keep. */
  readonly levels: ReadonlySet<Level>;
  /** Which cases are run; others are not in the results. `*` stands for anything; all when undefined. */
  readonly only: readonly string[] | undefined;
  readonly knownFailing: KnownFailing;
  /** Called when a case begins, with its number from 1 and how many there are. */
  readonly onCase?: ((id: string, number: number, total: number) => void) | undefined;
}

/** Runs the cases one after another; resolves with a result for each, and for the replies of each operation. */
export async function runSuite(options: RunOptions): Promise<readonly Result[]> {
  const { contract, levels, knownFailing } = options;
  const isAsked = ({ id }: { readonly id: string }): boolean =>
    options.only?.some((pattern) => matchesId(pattern, id)) ?? true;
  const judge = new Judge(contract);
  const results = await runCases(options.cases.filter(isAsked), new Target(contract, judge, options), options);
  const replies = [...contract.operations.values()]
    .map((operation) => replyResult(operation, judge))
    .filter(isAsked)
    .map((result) => (levels.has(result.level) ? result : { ...result, outcome: undefined }));
  const ordered = [...results, ...replies].sort((a, b) => a.level - b.level);
  return ordered.map((result) => ({
    ...result,
    outcome: withoutSecret(result.outcome, options.token),
    isKnownFailing: knownFailing.has(result.id),
  }));
}

type Unlisted = Omit<Result, "isKnownFailing">;

async function runCases(cases: readonly Case[], target: Target, options: RunOptions): Promise<readonly Unlisted[]> {
  const { levels, signal, onCase } = options;
  const results: Unlisted[] = [];
  let goneSince: Outcome | undefined;
  for (const [index, one] of cases.entries()) {
    if (!levels.has(one.level) || goneSince !== undefined) {
      results.push(resultOf(one, levels.has(one.level) ? goneSince : undefined, 0));
      continue;
    }
    signal.throwIfAborted();
    onCase?.(one.id, index + 1, cases.length);
    const startedMs = performance.now();
    const outcome = await runCase(one, target, `${target.run}-${index}`);
    results.push(resultOf(one, outcome, performance.now() - startedMs));
    if (outcome.kind !== "failed" || (await target.answers(one))) continue;
    goneSince = { kind: "not-observable", reason: `nothing answers any more since ${one.id}` };
  }
  return results;
}

/** What all replies of an operation together say about it. */
function replyResult({ id, level }: Operation, judge: Judge): Unlisted {
  return {
    id: `${level}.contract.${id}`,
    level,
    title: `Every reply of ${id} keeps the contract`,
    basis: [
      {
        source: "page",
        text: "JobSpec v0 covers current agentopsd behavior — nothing aspirational, no placeholder fields.",
      },
    ],
    needs: [],
    outcome: replyOutcome(judge.breaches(id)),
    durationMs: 0,
  };
}

function replyOutcome(breaches: readonly Breach[] | undefined): Outcome {
  if (breaches === undefined) return { kind: "not-observable", reason: "no reply was seen" };
  const [first] = breaches;
  if (first === undefined) return { kind: "passed" };
  const list = breaches.map(({ what, count, caseId }) => `${what} (${times(count)}, first in ${caseId})`);
  const failure = { ...first.exchange, expected: "replies that the contract declares", got: list.join("; ") };
  return { kind: "failed", failure };
}

function times(count: number): string {
  return count === 1 ? "once" : `${count} times`;
}
