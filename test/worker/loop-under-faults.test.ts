import { describe, expect, it } from "vitest";

import { JobFailure, type Executor } from "../../client/worker/job.js";
import { runWorker } from "../../client/worker/worker.js";
import type { WorkerEvent } from "../../client/worker/outcome.js";
import { createClient, type Fetch } from "../../generated/runtime/client.js";
import type { LedgerEvent } from "../../generated/jobspec/types.js";
import { isTerminal } from "../../server/jobspec/queue/job.js";
import { FAILPOINT_HEADER } from "../../server/jobspec/handlers/context.js";
import { Random } from "../simulation/random.js";
import { DaemonOfHandlers } from "./daemon-of-handlers.js";
import { historyFaults, openJobs } from "./lease-history.js";
import { ManualTime } from "./manual-time.js";

const RUNS = Number(process.env["RUNS"] ?? 40);
const FIRST = Number(process.env["SEED"] ?? 1);
const [JOBS, WORKERS, SLOTS, LEASE_MS] = [16, 2, 3, 9_000];

/** One execution of a job, by elapsed time: until it has ended, or was told to. */
interface Execution {
  readonly jobId: string;
  readonly startMs: number;
  readonly wasLost: boolean;
  endMs: number;
}

/** Workers of the client, and a daemon that is slow, silent, restarted or replaced by something else. */
class Run {
  readonly time = new ManualTime();
  readonly daemon = new DaemonOfHandlers(this.time);
  readonly events: WorkerEvent[] = [];
  readonly executions: Execution[] = [];
  readonly #random: Random;
  readonly #drain = new AbortController();
  readonly doesJump: boolean;
  #calls = 0;

  constructor(seed: number) {
    this.#random = new Random(seed);
    this.doesJump = this.#random.chance(50);
  }

  async toTheEnd(): Promise<readonly LedgerEvent[]> {
    const { time, daemon } = this;
    await daemon.start();
    for (let job = 0; job < JOBS; job++) {
      await daemon.execute({ kind: "submit", jobType: "rpi.run", jobId: `job-${job}`, actor: "test" });
    }
    const workers = Array.from({ length: WORKERS }, (_, index) => this.#work(`w${index}`));
    await time.advanceUntil(async () => {
      await this.#happen();
      return [...daemon.state.jobs()].every(({ status }) => isTerminal(status));
    }, 250);
    this.#drain.abort();
    let isOver = false;
    void Promise.all(workers).then(() => (isOver = true));
    await time.advanceUntil(() => isOver, 250);
    const events = await daemon.events();
    await daemon.stop();
    return events;
  }

  /** A worker that ends because nothing that answers is its daemon is started again, as a supervisor does. */
  async #work(worker: string): Promise<void> {
    const { signal } = this.#drain;
    const { timing } = this.time;
    const client = createClient({ baseUrl: "http://127.0.0.1", fetch: this.#fetch });
    const onEvent = (event: WorkerEvent): void => void this.events.push(event);
    const options = { worker, concurrency: SLOTS, leaseMs: LEASE_MS, waitMs: 5_000, timing, signal, onEvent };
    while (!signal.aborted) {
      await runWorker(client, { "rpi.run": this.#executor }, options).catch(() => undefined);
      await timing.sleep(1_000, signal);
    }
  }

  /** Something that befalls the daemon, or nothing. */
  async #happen(): Promise<void> {
    const { time, daemon } = this;
    const random = this.#random;
    if (random.chance(1)) {
      await daemon.stop();
      await time.advance(random.below(2 * LEASE_MS));
      await daemon.start();
    }
    if (random.chance(1)) {
      daemon.isForbidding = true;
      await time.advance(random.below(LEASE_MS));
      daemon.isForbidding = false;
    }
    if (random.chance(1)) {
      await daemon.execute({ kind: "cancel", jobId: `job-${random.below(JOBS)}`, actor: "test" });
    }
    if (this.doesJump && random.chance(1)) time.jump(random.below(7_200_000) - 3_600_000);
  }

  readonly #fetch: Fetch = async (url, init) => {
    const random = this.#random;
    // The client's own time-outs are real: a heartbeat that takes long would outlive the lease here.
    const longestMs = String(url).endsWith("/heartbeat") ? 0 : 2 * LEASE_MS;
    const pause = (): Promise<void> => this.time.timing.sleep(random.below(longestMs), init.signal ?? undefined);
    // Every slot gets to know its daemon first.
    const kind = ++this.#calls <= WORKERS * SLOTS ? 100 : random.below(100);
    if (kind < 5) throw new TypeError("no connection");
    if (kind < 10) await pause();
    const headers = new Headers(init.headers);
    if (kind >= 10 && kind < 20) headers.set(FAILPOINT_HEADER, POINTS[kind % 2] ?? "");
    const response = await this.daemon.fetch(url, { ...init, headers });
    if (kind < 20 || kind >= 32) return response;
    if (kind < 25) throw new TypeError("no reply");
    if (kind < 28) return new Response("<p>", { headers: { "Content-Type": "text/html" } });
    await pause();
    return response;
  };

  readonly #executor: Executor = async ({ job_id: jobId }, { signal, report }) => {
    const random = this.#random;
    const execution = { jobId, startMs: this.time.elapsedMs(), wasLost: signal.aborted, endMs: Infinity };
    const end = (): void => {
      execution.endMs = Math.min(execution.endMs, this.time.elapsedMs());
    };
    this.executions.push(execution);
    signal.addEventListener("abort", end);
    report({ log: `${jobId}.log` });
    // Some do not listen.
    await this.time.timing.sleep(random.below(2 * LEASE_MS), random.chance(80) ? signal : undefined);
    end();
    if (random.chance(20)) throw new JobFailure("lost", "no luck");
    return { page: `${jobId}.md` };
  };
}

const POINTS = ["before_append", "after_append_before_ack"];

/** Jobs that were done twice at the same time; one execution may begin when the other one ends. */
function overlaps(executions: readonly Execution[]): string[] {
  return executions.flatMap((one, index) =>
    executions
      .slice(index + 1)
      .filter(({ jobId, startMs, endMs }) => jobId === one.jobId && startMs < one.endMs && one.startMs < endMs)
      .map(({ jobId }) => jobId),
  );
}

const KINDS = ["claimed", "completed", "failed", "cancelled", "fenced", "lease_expired"];
/** What workers were told of. */
const met = new Set<string>();

describe("workers under faults", () => {
  it.each(Array.from({ length: RUNS }, (_, index) => FIRST + index))(
    "do every job, one at a time, and report one outcome of each (SEED=%i RUNS=1)",
    { timeout: 120_000 },
    async (seed) => {
      const run = new Run(seed);
      const events = await run.toTheEnd();
      expect(historyFaults(events)).toEqual([]);
      expect(openJobs(events)).toEqual([]);
      expect(run.executions.filter(({ wasLost }) => wasLost)).toEqual([]);
      // A clock that jumps ends leases before their workers can know.
      if (!run.doesJump) expect(overlaps(run.executions)).toEqual([]);
      for (const kind of ["completed", "failed"] as const) {
        // A worker that was told to stop does not hear of the last outcomes.
        const told = run.events.filter((event) => event.kind === kind).map(({ job }) => `${job.job_id} ${job.attempt}`);
        const stored = events
          .filter(({ event_type: type, actor }) => type === `job.${kind}` && actor.startsWith("w"))
          .map(({ job_id, payload }) => `${job_id} ${String(payload?.["lease_epoch"])}`);
        expect(stored).toEqual(expect.arrayContaining(told));
        expect(new Set(told).size).toBe(told.length);
      }
      for (const event of run.events) met.add(event.kind === "lost" ? event.reason : event.kind);
    },
  );

  it.skipIf(RUNS < 8)("come across everything that can happen to a job", () => {
    expect([...met].sort()).toEqual(expect.arrayContaining(KINDS));
  });
});
