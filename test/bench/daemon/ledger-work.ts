import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createDaemon } from "../../../server/jobspec/daemon.js";
import { DAEMON_DIRECTORY } from "../../../server/jobspec/ledger-place.js";
import { JobspecRuntime } from "../../../server/jobspec/runtime.js";
import { systemClock } from "../../../server/kernel/ports/clock.js";
import { fileStorage } from "../../../server/kernel/ports/file-storage.js";
import { systemIdentifiers } from "../../../server/kernel/ports/identifiers.js";
import { systemScheduler } from "../../../server/kernel/ports/scheduler.js";
import { TOKEN } from "../http/work.js";

/** What a piece of work took, in its own process. */
export interface WorkReport {
  readonly cpuMs: number;
  readonly wallMs: number;
  readonly peakMegabytes: number;
  /** Bytes of heap and buffers that are alive afterwards, over those before. */
  readonly aliveBytes: number;
}

/** How a ledger is filled: so many jobs with so many events each, of which the last ends the job unless it stays. */
export interface Filling {
  readonly jobs: number;
  readonly eventsPerJob: number;
  /** Leaves jobs queued. */
  readonly stays: boolean;
}

type Work = (folder: string, filling: Filling) => Promise<unknown>;

const BATCH = 512;
const LEASE_MS = 3_600_000;
const ACTOR = "bench";
const PAYLOAD = { goal: "Draft current-behavior JobSpec v0", depth: 2048, tags: ["draft", "v0"], dry_run: false };

/** Runs one piece of work (name, folder, filling on the command line) and tells the parent what it took. */
const WORKS: Readonly<Record<string, Work>> = {
  /** Writes a ledger through the runtime, with a checkpoint at its end. */
  fill: async (folder, filling) => {
    const runtime = await open(folder);
    for (let done = 0; done < filling.jobs; done += BATCH) {
      await Promise.all(
        Array.from({ length: Math.min(BATCH, filling.jobs - done) }, (_, index) =>
          liveJob(runtime, `job-${done + index}`, filling),
        ),
      );
    }
    await runtime.close();
  },
  /** Opens a ledger as the daemon does before it listens. */
  open: (folder) => createDaemon({ storage: fileStorage(folder), token: TOKEN }),
  /** The least that reading a ledger can take: split into lines, parse each. */
  parse: (folder) => {
    let events = 0;
    for (const name of readdirSync(join(folder, DAEMON_DIRECTORY))) {
      if (/^ledger.*\.jsonl$/.test(name)) events += parseLines(readFileSync(join(folder, DAEMON_DIRECTORY, name)));
    }
    return Promise.resolve(events);
  },
};

function open(folder: string): Promise<JobspecRuntime> {
  const ports = { clock: systemClock, identifiers: systemIdentifiers, scheduler: systemScheduler };
  return JobspecRuntime.open({ storage: fileStorage(folder), ...ports, onFatal: fail });
}

function fail(fault: Error): never {
  throw fault;
}

async function liveJob(runtime: JobspecRuntime, jobId: string, { eventsPerJob, stays }: Filling): Promise<void> {
  await runtime.execute({ kind: "submit", jobType: "rpi.run", jobId, payload: PAYLOAD, actor: ACTOR });
  if (eventsPerJob === 1) return;
  const claim = await runtime.execute({ kind: "claim", jobId, leaseMs: LEASE_MS, actor: ACTOR });
  if (claim.kind !== "claimed") throw new Error(`no claim of ${jobId}: ${claim.kind}`);
  const fence = { jobId, claimToken: claim.claimToken, leaseEpoch: claim.leaseEpoch, actor: ACTOR };
  const heartbeats = eventsPerJob - (stays ? 2 : 3);
  for (let beat = 0; beat < heartbeats; beat++) {
    await runtime.execute({ kind: "heartbeat", ...fence, leaseMs: LEASE_MS });
  }
  if (!stays) await runtime.execute({ kind: "complete", ...fence });
}

function parseLines(bytes: Buffer): number {
  let count = 0;
  for (let start = 0; start < bytes.length;) {
    const newline = bytes.indexOf(10, start);
    const end = newline < 0 ? bytes.length : newline;
    if (end > start) {
      JSON.parse(bytes.toString("utf8", start, end));
      count++;
    }
    start = end + 1;
  }
  return count;
}

function aliveBytes(): number {
  globalThis.gc?.();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

const [name = "", folder = "", filling = "{}"] = process.argv.slice(2);
const work = WORKS[name];
if (work === undefined) throw new Error(`unknown work ${name}`);
const before = aliveBytes();
const cpu = process.cpuUsage();
const startMs = performance.now();
const kept = await work(folder, JSON.parse(filling) as Filling); // written by the parent
const used = process.cpuUsage(cpu);
const report: WorkReport = {
  wallMs: performance.now() - startMs,
  cpuMs: (used.user + used.system) / 1000,
  peakMegabytes: process.resourceUsage().maxRSS / 1024,
  aliveBytes: aliveBytes() - before,
};
process.send?.(report, () => process.exit(kept === null ? 1 : 0));
