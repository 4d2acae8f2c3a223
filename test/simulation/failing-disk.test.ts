import { describe, expect, it } from "vitest";

import type { LedgerEvent } from "../../server/kernel/ledger/event.js";
import { FileLedger } from "../../server/kernel/ledger/file-ledger.js";
import type { PlannedFault } from "./fault-plan.js";
import { FaultPlan } from "./fault-plan.js";
import { Random } from "./random.js";
import { SimulatedDisk } from "./simulated-disk.js";
import { SimulatedStorage } from "./simulated-storage.js";
import { Trace } from "./trace.js";

const SEEDS = 300;
const TYPES = new Set(["t"]);

function event(id: string): LedgerEvent {
  const occurred_at = "2026-04-28T11:00:00Z";
  return { schema_version: 1, event_id: id, request_id: "r", job_id: "j", event_type: "t", occurred_at, actor: "a" };
}

interface Life {
  readonly ledger: FileLedger;
  readonly faults: FaultPlan;
  readonly storage: SimulatedStorage;
  /** Ids of the events it found. */
  readonly found: readonly string[];
}

/** One process on a disk; what fails it says later. */
async function live(disk: SimulatedDisk, random: Random): Promise<Life> {
  const faults = new FaultPlan();
  const storage = new SimulatedStorage({ disk, faults, random: random.fork(), trace: new Trace() });
  const ledger = await FileLedger.open({ storage, directory: "d", name: "ledger.jsonl", eventTypes: TYPES });
  const found: string[] = [];
  await ledger.replay(({ event_id }) => found.push(event_id));
  return { ledger, faults, storage, found };
}

/** Appends events in one batch; resolves with the code of the refusal, if it was refused. */
async function append({ ledger }: Life, ...ids: string[]): Promise<unknown> {
  ledger.stage(ids.map(event));
  return ledger.commit().then(
    () => undefined,
    (fault: unknown) => (fault as { readonly code: string }).code, // the ledger promises errors of its own
  );
}

function next({ storage }: Life, kind: PlannedFault["kind"]): PlannedFault {
  return { kind, from: storage.calls + 1, isLasting: false };
}

describe.each(Array.from({ length: 3 }, (_, index) => index * SEEDS))("on a failing disk, from seed %i", (first) => {
  const seeds = Array.from({ length: SEEDS }, (_, index) => first + index + 1);

  it("what was refused for certain does not come back with the next loss of power", async () => {
    for (const seed of seeds) {
      const random = new Random(seed);
      const disk = new SimulatedDisk();
      const life = await live(disk, random);
      await append(life, "e1");
      life.faults.add(next(life, "ENOSPC"));
      const refused = await append(life, "e2", "e3", "e4");
      life.storage.stop();
      disk.cutPower(random);
      const { found } = await live(disk, random);
      const allowed = refused === "not-stored" ? [["e1"]] : [["e1"], ["e1", "e2", "e3", "e4"]];
      expect(allowed, `seed ${seed}: ${String(refused)}`).toContainEqual(found);
    }
  });

  it("what the next process shows after a failed sync survives a loss of power", async () => {
    for (const seed of seeds) {
      const random = new Random(seed);
      const disk = new SimulatedDisk();
      const life = await live(disk, random);
      await append(life, "e1");
      if (random.chance(50)) life.ledger.rest();
      life.faults.add(next(life, "failed sync"));
      expect(await append(life, "e2", "e3")).toBe("unknown");
      life.storage.stop();
      const heir = await live(disk, random);
      if (random.chance(50)) expect(await append(heir, "e4")).toBeUndefined();
      const told = [...heir.found, ...((await heir.ledger.find("e4")) === undefined ? [] : ["e4"])];
      heir.storage.stop();
      disk.cutPower(random);
      expect((await live(disk, random)).found, `seed ${seed}`).toEqual(told);
    }
  });
});
