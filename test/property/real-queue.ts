import type { QueueCommand, QueueOutcome } from "../../server/jobspec/queue/command.js";
import type { Job } from "../../server/jobspec/queue/job.js";
import { isReady } from "../../server/jobspec/projections/view.js";
import { JobspecRuntime } from "../../server/jobspec/runtime.js";
import { FaultPlan } from "../simulation/fault-plan.js";
import { Random } from "../simulation/random.js";
import { SimulatedDisk } from "../simulation/simulated-disk.js";
import { SimulatedStorage } from "../simulation/simulated-storage.js";
import { Trace } from "../simulation/trace.js";

/** How a process ends. */
export type Ending = "stop" | "kill" | "power cut";

const START_MS = Date.UTC(2026, 3, 28, 12);

/** The real queue on a simulated disk, with a clock that moves when it is told to. */
export class RealQueue {
  readonly #disk = new SimulatedDisk();
  readonly #random: Random;
  #storage: SimulatedStorage;
  #runtime: JobspecRuntime | undefined;
  #nowMs = 0;

  constructor(seed: number) {
    this.#random = new Random(seed);
    this.#storage = this.#mount();
  }

  async start(): Promise<void> {
    this.#storage = this.#mount();
    this.#runtime = await JobspecRuntime.open({
      storage: this.#storage,
      clock: { now: () => START_MS + this.#nowMs, elapsedMs: () => this.#nowMs },
      identifiers: { token: () => `token-${this.#random.next()}` },
      scheduler: { soon: queueMicrotask, after: () => () => undefined },
      onFatal: (fault) => {
        throw fault;
      },
    });
    if (!isReady(this.#runtime.view())) throw new Error("the queue found damage where there is none");
  }

  /** Ends this process in that way and starts the next. */
  async restart(ending: Ending): Promise<void> {
    if (ending === "stop") await this.#runtime?.close();
    this.#storage.stop();
    if (ending === "power cut") this.#disk.cutPower(this.#random);
    await this.start();
  }

  advance(ms: number): void {
    this.#nowMs += ms;
  }

  execute(command: QueueCommand): Promise<QueueOutcome> {
    if (this.#runtime === undefined) throw new Error("the queue was not started");
    return this.#runtime.execute(command);
  }

  jobs(): readonly Job[] {
    return [...(this.#runtime?.view().state.jobs() ?? [])];
  }

  #mount(): SimulatedStorage {
    const faults = new FaultPlan();
    return new SimulatedStorage({ disk: this.#disk, faults, random: this.#random, trace: new Trace() });
  }
}
