import { describe, expect, it } from "vitest";

import { FAULT_KINDS } from "./fault-plan.js";
import { RunReport } from "./report.js";
import { runSeed } from "./simulation.js";
import { Trace } from "./trace.js";

// SEED=17 SEEDS=1 replays one; SEEDS=1000000 is a night.
const FIRST = process.env["SEED"] === undefined ? undefined : Number(process.env["SEED"]);
const SEEDS = Number(process.env["SEEDS"] ?? 12_000);
/** In a plain run this many seeds are ones that nobody has tried before. */
const FRESH = FIRST === undefined ? Math.floor(SEEDS / 6) : 0;
const BEHIND = ["open", "torn"].map((row) => `${row} behind sealed files`);
/** What crashes lead to; the rows for damage are met by the corruptions. */
const ROWS = ["open", "unterminated", "torn", "sealed", ...BEHIND].map((row) => `recovery ${row}`);
/** What workers have to come across. */
const WORK = [
  "claim given",
  "claim given again",
  "caller that hung up",
  "completed",
  "failed",
  ...["fenced", "lease_expired", "cancelled", "ended"].map((reason) => `report refused: ${reason}`),
];
const MS_PER_SEED = 50;
/** Every so many seeds one is run again, to see that it does the same. */
const REPEAT_EVERY = 20;

function* seeds(): Generator<number> {
  for (let index = 0; index < SEEDS - FRESH; index++) yield (FIRST ?? 1) + index;
  const fresh = (Date.now() * 1000) % 2 ** 32;
  for (let index = 0; index < FRESH; index++) yield (fresh + index) % 2 ** 32;
}

async function run(seed: number): Promise<Awaited<ReturnType<typeof runSeed>>> {
  const trace = new Trace(SEEDS === 1);
  try {
    return await runSeed(seed, { trace });
  } catch (cause) {
    const command = `SEED=${seed} SEEDS=1 npx vitest run test/simulation/power-cuts.test.ts`;
    throw new Error([...trace.lines(), `seed ${seed}: ${String(cause)}`, `replay: ${command}`].join("\n"), { cause });
  }
}

describe("power cuts and crashes", () => {
  it("lose nothing, invent nothing and repeat nothing", { timeout: 120_000 + SEEDS * MS_PER_SEED }, async () => {
    const report = new RunReport("power cuts and crashes");
    for (const seed of seeds()) {
      const found = await run(seed);
      report.add(found);
      if (seed % REPEAT_EVERY === 0)
        expect((await run(seed)).hash, `seed ${seed} differs when repeated`).toBe(found.hash);
    }
    process.stdout.write(String(report));
    if (SEEDS < 100) return;
    for (const kind of [...FAULT_KINDS, "power cut", "kill", "stop", ...WORK, ...ROWS])
      expect(report.count(kind), kind).toBeGreaterThan(0);
    expect(report.acknowledged).toBeGreaterThan(SEEDS * 5);
  });
});
