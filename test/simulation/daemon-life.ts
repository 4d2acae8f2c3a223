import { isDeepStrictEqual } from "node:util";

import type { JobspecHandlers } from "../../generated/jobspec/server.js";
import type { WorkerHandlers } from "../../generated/worker/server.js";
import { createHandlers } from "../../server/jobspec/handlers/index.js";
import type { JobspecContext } from "../../server/jobspec/handlers/context.js";
import type { WorkerContext } from "../../server/jobspec/handlers/worker/context.js";
import { createWorkerHandlers } from "../../server/jobspec/handlers/worker/index.js";
import { DAEMON_DIRECTORY } from "../../server/jobspec/ledger-place.js";
import { JobspecRuntime } from "../../server/jobspec/runtime.js";
import type { LedgerEvent } from "../../server/kernel/ledger/event.js";
import { sealedNames } from "../../server/kernel/ledger/segment-name.js";
import { queueDecider } from "../../server/jobspec/queue/decider.js";
import type { QueueState } from "../../server/jobspec/queue/state.js";
import type { Agenda } from "./agenda.js";
import type { FaultPlan } from "./fault-plan.js";
import { Violation } from "./violation.js";
import type { Random } from "./random.js";
import type { SimulatedDisk } from "./simulated-disk.js";
import { SimulatedStorage } from "./simulated-storage.js";
import type { Trace } from "./trace.js";

/** What the lives of a daemon have in common. */
export interface Ground {
  readonly random: Random;
  readonly agenda: Agenda;
  readonly disk: SimulatedDisk;
  readonly trace: Trace;
  /** When the ledger's file is sealed; default what the seed says for each life. */
  readonly segmentBytes?: number | undefined;
}

/** How one life goes wrong. */
export interface LifePlan {
  readonly faults: FaultPlan;
  /** The process dies right before this storage call; it may be the first. */
  readonly diesAtCall?: number;
  /** How long it serves when nothing ends it before. */
  readonly lastsMs?: number;
}

/** One process of the daemon: the real runtime and handlers on simulated ports, without the sockets. */
export class DaemonLife {
  readonly storage: SimulatedStorage;
  /** Resolves when the process has died, of whatever. */
  readonly died: Promise<void>;
  #die: () => void = () => undefined;
  #isAlive = true;
  #runtime: JobspecRuntime | undefined;
  #handlers: JobspecHandlers<JobspecContext> | undefined;
  #workers: WorkerHandlers<WorkerContext> | undefined;

  constructor({ random, agenda, disk, trace }: Ground, { faults, diesAtCall }: LifePlan) {
    this.died = new Promise((resolve) => {
      this.#die = resolve;
    });
    const pacing = random.fork();
    this.storage = new SimulatedStorage({
      disk,
      faults,
      trace,
      random: random.fork(),
      pace: () => agenda.pause(pacing.below(4)),
      onCall: (call) => {
        if (call === diesAtCall) this.end();
      },
    });
  }

  /** False from the moment of death: nothing this process says is heard any more. */
  get isAlive(): boolean {
    return this.#isAlive;
  }

  /** Kills the process. */
  end(): void {
    this.#isAlive = false;
    this.storage.stop();
    this.#die();
  }

  /** Opens the ledger; resolves never when the process dies meanwhile. */
  async start({ random, agenda, trace, segmentBytes }: Ground): Promise<void> {
    const tokens = random.fork();
    const checkpointEvents = random.pick([3, 10, 100_000]);
    this.#runtime = await JobspecRuntime.open({
      storage: this.storage,
      checkpointEvents,
      // Small enough to be sealed after a few events, or too large to be sealed at all.
      segmentBytes: segmentBytes ?? random.pick([600, 2500, 100_000]),
      clock: agenda,
      scheduler: agenda,
      identifiers: { token: () => `token-${tokens.next().toString(36)}-${tokens.next().toString(36)}` },
      onFatal: (fault) => {
        trace.add(`fatal ${fault.message}`);
        // The process stops soon, not at once: replies that are under way get out.
        agenda.after(pacingMs(tokens), () => {
          this.end();
        });
      },
    });
    this.#handlers = createHandlers(this.#runtime);
    this.#workers = createWorkerHandlers(this.#runtime, () => undefined);
  }

  /** The queue behind the handlers; undefined before the start. */
  get runtime(): JobspecRuntime | undefined {
    return this.#runtime;
  }

  get handlers(): JobspecHandlers<JobspecContext> | undefined {
    return this.#handlers;
  }

  /** What workers ask. */
  get workers(): WorkerHandlers<WorkerContext> | undefined {
    return this.#workers;
  }
}

function pacingMs(random: Random): number {
  return random.below(20);
}

/** Names of all files a ledger consists of. */
const LEDGER_FILES = /(?:^|\/)ledger[^/]*\.jsonl$/;

/** How many sealed files there are. */
export function countSealed(disk: SimulatedDisk): number {
  return sealedNames(disk.list(DAEMON_DIRECTORY), "ledger").length;
}

/** True when an event would be found after any power cut, whatever it takes. */
export function isStored(disk: SimulatedDisk, eventId: string): boolean {
  const needle = `"event_id":${JSON.stringify(eventId)}`;
  const files = disk.storedFiles((path) => path.startsWith(`${DAEMON_DIRECTORY}/`) && LEDGER_FILES.test(path));
  return files.some((content) => content.stored().includes(needle));
}

/** Checks that what the runtime shows is what a replay of its ledger gives. */
export function checkReplay(live: QueueState, events: readonly LedgerEvent[]): void {
  const replayed = queueDecider.initial();
  for (const event of events) queueDecider.evolve(replayed, event);
  const [expected, found] = [replayed, live].map(summary);
  if (isDeepStrictEqual(expected, found)) return;
  throw new Violation(`the live state differs from its replay: ${JSON.stringify(found)} ${JSON.stringify(expected)}`);
}

function summary(state: QueueState): object {
  const { eventCount, lastEventId, manifests } = state;
  return { eventCount, lastEventId, manifests: [...manifests], jobs: [...state.jobs()] };
}
