import { isReady } from "../../server/jobspec/projections/view.js";
import { Agenda } from "./agenda.js";
import { runClient } from "./clients.js";
import type { Ground, LifePlan } from "./daemon-life.js";
import { DaemonLife, checkReplay, countSealed } from "./daemon-life.js";
import type { FaultKind, PlannedFault } from "./fault-plan.js";
import { FAULT_KINDS, FaultPlan } from "./fault-plan.js";
import { History } from "./history.js";
import { Violation } from "./violation.js";
import { recoveryRow } from "./recovery-row.js";
import { checkProjectionFiles } from "./projection-files.js";
import { Random } from "./random.js";
import { SimulatedDisk } from "./simulated-disk.js";
import { shownEvents } from "./shown-events.js";
import { StoppedError } from "./simulated-storage.js";
import { Trace } from "./trace.js";
import { drain, runWorker } from "./workers.js";

/** How a life ended. */
export type Ending = "power cut" | "kill" | "stop";

/** What one seed came to. */
export interface SeedReport {
  readonly hash: string;
  readonly acknowledged: number;
  /** What workers came across, and how often. */
  readonly met: ReadonlyMap<string, number>;
  readonly endings: ReadonlyMap<Ending, number>;
  readonly faults: ReadonlyMap<FaultKind, number>;
  /** Rows of the recovery table that the endings led to. */
  readonly rows: ReadonlyMap<string, number>;
  /** What is left on the disk. */
  readonly disk: SimulatedDisk;
}

const CLIENTS = 3;
const WORKERS = 2;
const OPERATIONS = 6;

/** What may be fixed beside the seed. */
export interface SeedOptions {
  readonly trace?: Trace;
  /** How the lives go, in place of what the seed says. */
  readonly plans?: readonly LifePlan[];
  /** How often each client does something. */
  readonly operations?: number;
  /** When the ledger's file is sealed. */
  readonly segmentBytes?: number;
}

/** Runs a daemon through several lives under clients, faults and power cuts; rejects with {@link Violation}. */
export async function runSeed(seed: number, options: SeedOptions = {}): Promise<SeedReport> {
  const { trace = new Trace(), plans, operations = OPERATIONS, segmentBytes } = options;
  const random = new Random(seed);
  const ground = { random, agenda: new Agenda(random.fork()), disk: new SimulatedDisk(), trace, segmentBytes };
  const run = new Run(ground, operations);
  const lives = plans ?? Array.from({ length: 2 + random.below(4) }, () => planLife(random));
  await ground.agenda.run(run.toTheEnd(lives));
  return { hash: trace.hash(), ...run.report() };
}

class Run {
  readonly #ground: Ground;
  readonly #operations: number;
  readonly #history = new History();
  readonly #endings = new Map<Ending, number>();
  readonly #faults = new Map<FaultKind, number>();
  readonly #rows = new Map<string, number>();
  #life: DaemonLife | undefined;

  constructor(ground: Ground, operations: number) {
    this.#ground = ground;
    this.#operations = operations;
  }

  report(): Omit<SeedReport, "hash"> {
    const { disk } = this.#ground;
    const { acknowledged, met } = this.#history;
    return { acknowledged, met, endings: this.#endings, faults: this.#faults, rows: this.#rows, disk };
  }

  async toTheEnd(lives: readonly LifePlan[]): Promise<void> {
    const around = { ...this.#ground, history: this.#history, daemon: () => this.#life };
    const people: Promise<void>[] = [];
    for (let index = 0; index < WORKERS; index++) people.push(runWorker(around, `worker${index}`, this.#operations));
    for (let index = 0; index < CLIENTS; index++) people.push(runClient(around, `client${index}`, this.#operations));
    const quiet = Promise.all(people);
    // Awaited below; a violation found by a client must not count as unhandled before.
    quiet.catch(() => undefined);
    const { agenda, random } = this.#ground;
    for (const plan of lives) {
      await this.#live(plan, () => agenda.pause(plan.lastsMs ?? 20 + random.below(250)));
      if (random.chance(30)) agenda.jump(random.below(7_200_000) - 3_600_000);
      await agenda.pause(random.below(10));
    }
    // The disk is well from here on, and everything that was told has to be there.
    await this.#live({ faults: new FaultPlan() }, () => quiet.then(() => drain(around)), true);
    await this.#live({ faults: new FaultPlan() }, () => Promise.resolve(), true);
    await quiet;
  }

  async #live(plan: LifePlan, until: () => Promise<unknown>, isLast = false): Promise<void> {
    const { disk, random, trace } = this.#ground;
    const life = new DaemonLife(this.#ground, plan);
    const stopped = await this.#stopped(life, until);
    const ending = stopped ?? (random.chance(70) ? "power cut" : "kill");
    this.#life = undefined;
    life.end();
    trace.add(ending);
    this.#endings.set(ending, (this.#endings.get(ending) ?? 0) + 1);
    for (const [kind, count] of plan.faults.struck) this.#faults.set(kind, (this.#faults.get(kind) ?? 0) + count);
    if (ending === "power cut" || isLast) disk.cutPower(random);
    const found = await recoveryRow(disk);
    const row = countSealed(disk) === 0 || found === "sealed" ? found : `${found} behind sealed files`;
    this.#rows.set(row, (this.#rows.get(row) ?? 0) + 1);
  }

  /** Serves until then or until the process dies; `stop` when it was asked to stop and did. */
  async #stopped(life: DaemonLife, until: () => Promise<unknown>): Promise<Ending | undefined> {
    const served = life.start(this.#ground).then(async () => {
      if (!(await this.#check(life))) return undefined;
      this.#life = life;
      await until();
      if (!life.isAlive) return undefined;
      this.#life = undefined;
      if (this.#ground.random.chance(50)) return undefined;
      await life.runtime?.close();
      return "stop";
    });
    return Promise.race([served.catch(refusedToClose), life.died.then(() => undefined)]);
  }

  /** Checks all that was ever told against what a life has found; false when the disk does not let it be read. */
  async #check({ runtime, handlers, storage }: DaemonLife): Promise<boolean> {
    if (runtime === undefined || handlers === undefined) throw new Violation("the daemon did not start");
    const events = await shownEvents(handlers);
    this.#ground.trace.add(`recovered ${events?.length ?? "nothing"} after ${storage.calls} calls`);
    if (events === undefined) return false;
    this.#history.check(events);
    const view = runtime.view();
    checkReplay(view.state, events);
    checkProjectionFiles(this.#ground.disk, events);
    if (!isReady(view)) throw new Violation("what a crash left was taken for damage");
    return true;
  }
}

/** A stop may fail with the disk; anything else is a broken promise. */
function refusedToClose(fault: unknown): undefined {
  if (fault instanceof StoppedError || (fault instanceof Error && "code" in fault)) return undefined;
  throw fault;
}

function planLife(random: Random): LifePlan {
  const faults: PlannedFault[] = [];
  while (random.chance(45)) {
    faults.push({ kind: random.pick(FAULT_KINDS), from: 1 + random.below(60), isLasting: random.chance(40) });
  }
  const plan = { faults: new FaultPlan(faults) };
  // Long enough for the ledger to come to rest with nobody asking.
  if (random.chance(10)) return { ...plan, lastsMs: 6000 };
  return random.chance(60) ? { ...plan, diesAtCall: 1 + random.below(90) } : plan;
}
