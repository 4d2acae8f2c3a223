import { describe, expect, it } from "vitest";

import type { LifePlan } from "./daemon-life.js";
import type { FaultKind, PlannedFault } from "./fault-plan.js";
import { FAULT_KINDS, FaultPlan, applies } from "./fault-plan.js";
import { RunReport } from "./report.js";
import { runSeed } from "./simulation.js";

// Each workload is the same to the byte up to the fault. WORKLOADS=100 tries more of them.
const WORKLOADS = Number(process.env["WORKLOADS"] ?? 4);
const MS_PER_WORKLOAD = 60_000;
/** Far enough into a recovery to reach its every call. */
const RECOVERY_CALLS = 12;
/** How long the lives last: one to leave something behind, one for the fault, one to recover from it. */
const LASTS_MS = [40, 120, 60];
const OPERATIONS = 16;
/** In every fourth workload a file is sealed in each life. */
const isSealing = (seed: number): boolean => seed % 4 === 2;

function workload(seed: number): { readonly operations: number; readonly segmentBytes: number } {
  return { operations: OPERATIONS, segmentBytes: isSealing(seed) ? 1500 : 100_000 };
}

interface Trial {
  readonly seed: number;
  readonly fault: PlannedFault;
  /** Strikes while the next process recovers from the first. */
  readonly second?: PlannedFault;
}

/** Every call of the second life with every fault that it can have. */
async function* trials(seed: number): AsyncGenerator<Trial> {
  const calm = new FaultPlan();
  await runSeed(seed, { plans: plansOf([[], []], calm), ...workload(seed) });
  for (const [index, verb] of calm.verbs.entries()) {
    for (const kind of FAULT_KINDS.filter((kind) => applies(kind, verb))) {
      for (const isLasting of [false, true]) yield { seed, fault: { kind, from: index + 1, isLasting } };
      const second = { kind, from: 1 + (index % RECOVERY_CALLS), isLasting: false };
      yield { seed, fault: { kind, from: index + 1, isLasting: false }, second };
    }
  }
}

/** A short life first, so that the second one has something to recover. */
function plansOf(lives: readonly (readonly PlannedFault[])[], second?: FaultPlan): LifePlan[] {
  return lives.map((faults, index) => {
    const plan = index === 1 && second !== undefined ? second : new FaultPlan(faults);
    return { faults: plan, lastsMs: LASTS_MS[index] ?? 0 };
  });
}

async function run({ seed, fault, second }: Trial, report: RunReport): Promise<void> {
  const plans = plansOf([[], [fault], second === undefined ? [] : [second]]);
  try {
    report.add(await runSeed(seed, { plans, ...workload(seed) }));
  } catch (cause) {
    const trial = JSON.stringify({ seed, fault, second });
    throw new Error(`workload ${trial}: ${String(cause)}`, { cause });
  }
}

describe("the nth storage operation fails", () => {
  const seeds = Array.from({ length: WORKLOADS }, (_, index) => 1001 + index);

  it.each(seeds)("and nothing is lost, in workload %i", { timeout: MS_PER_WORKLOAD }, async (seed) => {
    const report = new RunReport(`every operation of workload ${seed}`);
    for await (const trial of trials(seed)) await run(trial, report);
    process.stdout.write(String(report));
    const kinds: readonly FaultKind[] = FAULT_KINDS;
    for (const kind of kinds) expect(report.count(kind), kind).toBeGreaterThan(0);
    if (isSealing(seed)) expect(report.count("recovery sealed")).toBeGreaterThan(0);
  });
});
