import { describe, expect, it } from "vitest";

import type { LedgerEvent } from "../../server/kernel/ledger/event.js";
import { LedgerError } from "../../server/kernel/ledger/ledger.js";
import { MIN_INTERVAL_MS } from "../../server/kernel/projector/projector.js";
import { Agenda } from "./agenda.js";
import type { Ground, LifePlan } from "./daemon-life.js";
import { DaemonLife } from "./daemon-life.js";
import type { FaultKind } from "./fault-plan.js";
import { FAULT_KINDS, FaultPlan, applies } from "./fault-plan.js";
import { PROJECTION_PATHS, checkProjectionFiles, shownEventId } from "./projection-files.js";
import { Random } from "./random.js";
import { shownEvents } from "./shown-events.js";
import { SimulatedDisk } from "./simulated-disk.js";
import { Trace } from "./trace.js";

const JOBS = 3;
/** Longer than any pause between two tries. */
const SETTLE_MS = 15_000;
const HOUR_MS = 3_600_000;

/** Equal to the byte for every plan, up to where the plan interferes. */
function newGround(): Ground & { readonly agenda: Agenda } {
  const random = new Random(1);
  return { random, agenda: new Agenda(random.fork()), disk: new SimulatedDisk(), trace: new Trace(true) };
}

/** A process that stores some jobs and lets the projections follow; resolves when it is done, or has died. */
async function live(ground: Ground, plan: LifePlan): Promise<DaemonLife> {
  const life = new DaemonLife(ground, plan);
  const lived = life.start(ground).then(async () => {
    for (let index = 0; index < JOBS; index++) {
      await submit(life, `job-${index}`);
      await ground.agenda.pause(MIN_INTERVAL_MS / 2);
    }
    await ground.agenda.pause(SETTLE_MS);
  });
  await Promise.race([lived, life.died]);
  return life;
}

/** A disk that fails refuses jobs. */
async function submit({ runtime }: DaemonLife, jobId: string): Promise<void> {
  try {
    await runtime?.execute({ kind: "submit", jobType: "wiki.forge", jobId, actor: "t" });
  } catch (fault) {
    if (!(fault instanceof LedgerError)) throw fault;
  }
}

async function eventsOf({ handlers }: DaemonLife): Promise<readonly LedgerEvent[]> {
  return (handlers === undefined ? undefined : await shownEvents(handlers)) ?? [];
}

/** The calls of a life without faults: verb and path, in order. */
async function calmCalls(): Promise<readonly string[]> {
  const ground = newGround();
  await ground.agenda.run(live(ground, { faults: new FaultPlan() }));
  return ground.trace.lines().filter((line) => /^[a-zA-Z]+ \./.test(line));
}

/** Every call with every fault that it can have. */
function* faultsOf(calls: readonly string[]): Generator<{ call: string; kind: FaultKind; from: number }> {
  for (const [index, call] of calls.entries()) {
    for (const kind of FAULT_KINDS) if (applies(kind, call.split(" ")[0] ?? "")) yield { call, kind, from: index + 1 };
  }
}

function expectCurrent(ground: Ground, events: readonly LedgerEvent[]): void {
  checkProjectionFiles(ground.disk, events);
  const shown = PROJECTION_PATHS.map((path) => shownEventId(ground.disk, path));
  expect(shown).toEqual(PROJECTION_PATHS.map(() => events.at(-1)?.event_id));
}

describe("the files of the projections", () => {
  it("are whole, never ahead, and catch up, wherever the process dies", { timeout: 120_000 }, async () => {
    const calls = await calmCalls();
    expect(calls.filter((call) => call.includes("/projections/")).length).toBeGreaterThan(20);
    for (const ending of ["kill", "power cut"]) {
      for (let diesAtCall = 1; diesAtCall <= calls.length; diesAtCall++) {
        const ground = newGround();
        await ground.agenda.run(live(ground, { faults: new FaultPlan(), diesAtCall }));
        if (ending === "power cut") ground.disk.cutPower(ground.random);
        const next = new DaemonLife(ground, { faults: new FaultPlan() });
        await ground.agenda.run(next.start(ground));
        const events = await eventsOf(next);
        checkProjectionFiles(ground.disk, events);
        await ground.agenda.run(ground.agenda.pause(SETTLE_MS));
        expect(await eventsOf(next), `died at call ${diesAtCall}`).toEqual(events);
        expectCurrent(ground, events);
        next.end();
      }
    }
  });

  it("fall behind and are rebuilt, once each, whichever of their calls fails", { timeout: 120_000 }, async () => {
    for (const { call, kind, from } of faultsOf(await calmCalls())) {
      if (!call.includes("/projections/")) continue;
      const ground = newGround();
      const faults = new FaultPlan([{ kind, from, isLasting: false }]);
      const life = live(ground, { faults });
      await ground.agenda.run(life);
      const events = await eventsOf(await life);
      const about = events.flatMap(({ event_type }) => (event_type.startsWith("projection.") ? [event_type] : []));
      // A file that cannot be looked at is written anew, in time.
      const isHarmless = kind === "short write" || /^(?:open|size|read|close) \S+\.json(?: |$)/.test(call);
      const expected = isHarmless ? [] : ["projection.marked_stale", "projection.rebuilt"];
      expect([faults.struck.get(kind), about], `${kind} of call ${from}: ${call}`).toEqual([1, expected]);
      expectCurrent(ground, events);
      (await life).end();
    }
  });

  it("never show what the ledger could not store", { timeout: 120_000 }, async () => {
    for (const { call, kind, from } of faultsOf(await calmCalls())) {
      if (call.includes("/projections/")) continue;
      const ground = newGround();
      await ground.agenda.run(live(ground, { faults: new FaultPlan([{ kind, from, isLasting: false }]) }));
      ground.disk.cutPower(ground.random);
      const next = new DaemonLife(ground, { faults: new FaultPlan() });
      await ground.agenda.run(next.start(ground));
      checkProjectionFiles(ground.disk, await eventsOf(next));
      next.end();
    }
  });

  it("are only looked at while nothing happens", async () => {
    const ground = newGround();
    const faults = new FaultPlan();
    await ground.agenda.run(live(ground, { faults }));
    const calls = faults.verbs.length;
    await ground.agenda.run(ground.agenda.pause(HOUR_MS));
    expect(new Set(faults.verbs.slice(calls))).toEqual(new Set(["open", "size", "close"]));
  });
});
