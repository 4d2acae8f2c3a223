import fc from "fast-check";
import { describe, it } from "vitest";

import { QUEUE_STEPS } from "./queue-commands.js";
import { QueueModel } from "./queue-model.js";
import { RealQueue } from "./real-queue.js";

// RUNS=100000 for a night; SEED=17 repeats the run of a seed that a failure prints.
const RUNS = Number(process.env["RUNS"] ?? 2000);
const STEPS = 100;
const SEED = process.env["SEED"] === undefined ? {} : { seed: Number(process.env["SEED"]) };

describe("the queue on its ledger", () => {
  it("does what its model does, whatever ends the process", { timeout: 60_000 + RUNS * 100 }, async () => {
    const property = fc.asyncProperty(
      fc.nat(),
      fc.commands(QUEUE_STEPS, { maxCommands: STEPS, size: "max" }),
      async (seed, steps) => {
        const real = new RealQueue(seed);
        await real.start();
        await fc.asyncModelRun(() => ({ model: new QueueModel(), real }), steps);
      },
    );
    await fc.assert(property, { numRuns: RUNS, ...SEED });
  });
});
