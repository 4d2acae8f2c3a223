import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from "prom-client";

import { LedgerError } from "../../kernel/ledger/ledger.js";
import type { Commit } from "../../kernel/pipeline.js";
import type { Storage } from "../../kernel/ports/storage.js";
import { FILE_PROJECTIONS } from "../projections/file-paths.js";
import { isReady, projectionStatus } from "../projections/view.js";
import { statusAt } from "../queue/job.js";
import { JOB_STATUSES } from "../queue/vocabulary.js";
import type { LoggedRequest } from "../request-log.js";
import { DAEMON_DIRECTORY } from "../ledger-place.js";
import type { JobspecRuntime } from "../runtime.js";

const LATENCY_SECONDS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];
const BATCH_SIZES = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512];
const LEDGER_FILE = /^ledger[^/]*\.jsonl(?:\.gz)?$/;

/** What is read when somebody asks for the metrics. */
export interface MetricsSource {
  readonly runtime: JobspecRuntime;
  readonly storage: Storage;
}

/**
 * What a daemon counts for Prometheus. Names follow its conventions: base units, `_total` for counters. Labels have few
 * values: operations of the contracts, statuses, types of events.
 */
export class DaemonMetrics {
  readonly #registry = new Registry();
  readonly #requests = this.#counter("http_requests_total", "Requests that were answered.", ["operation", "status"]);
  readonly #malformed = this.#counter("http_malformed_total", "Connections given up over what is no request.", [
    "status",
  ]);
  readonly #latency = this.#histogram(
    "http_request_duration_seconds",
    "From the head of a request to the end of its reply.",
    {
      labelNames: ["operation"],
      buckets: LATENCY_SECONDS,
    },
  );
  readonly #events = this.#counter("ledger_events_total", "Events that became durable.", ["type"]);
  readonly #batch = this.#histogram("ledger_commit_events", "Events of one commit, which share a sync.", {
    buckets: BATCH_SIZES,
  });
  readonly #commit = this.#histogram("ledger_commit_duration_seconds", "Writing and syncing one commit.", {
    buckets: LATENCY_SECONDS,
  });
  readonly #refusals = this.#counter("claims_refused_total", "Messages of workers whose claim does not hold.", [
    "reason",
  ]);

  constructor() {
    collectDefaultMetrics({ register: this.#registry });
  }

  /** A request has been answered; of one that no operation took, `operation` is `none`. */
  request({ operation = "none", status, durationMs }: LoggedRequest): void {
    this.#requests.inc({ operation, status });
    this.#latency.observe({ operation }, durationMs / 1000);
  }

  /** What came over a connection was no request. */
  malformed(status: number): void {
    this.#malformed.inc({ status });
  }

  /** Events have become durable. */
  commit({ events, durationMs }: Commit): void {
    for (const { event_type: type } of events) this.#events.inc({ type });
    this.#batch.observe(events.length);
    this.#commit.observe(durationMs / 1000);
  }

  /** A worker was told that its claim does not hold. */
  refusedClaim(reason: string): void {
    this.#refusals.inc({ reason });
  }

  /** From now on gauges tell of this daemon. */
  follow({ runtime, storage }: MetricsSource): void {
    this.#gauge("ready", "1 while the ledger was read and nothing is missing from it.", (set) => {
      set({}, isReadyNow(runtime) ? 1 : 0);
    });
    this.#gauge("ledger_bytes", "Length of all files of the ledger.", async (set) => {
      set({}, await ledgerBytes(storage));
    });
    this.#gauge("jobs", "Jobs by status.", (set) => {
      for (const [status, count] of jobCounts(runtime)) set({ status }, count);
    });
    this.#gauge("waiting_claims", "Workers that wait for a job.", (set) => {
      set({}, runtime.waitingClaims);
    });
    this.#gauge("projection_lag_events", "Events that a projection's file does not show.", (set) => {
      const { state, files } = runtime.view();
      for (const projection of FILE_PROJECTIONS) {
        // No file shows no event; how many one shows that was found at the start is not known before it is written.
        const { eventCount } = files?.get(projection)?.shows ?? { eventCount: 0 };
        if (eventCount !== undefined) set({ projection }, state.eventCount - eventCount);
      }
    });
    this.#gauge("projection_stale", "1 for a projection that is not current.", (set) => {
      const view = runtime.view();
      for (const projection of FILE_PROJECTIONS)
        set({ projection }, projectionStatus(view, projection) === "current" ? 0 : 1);
    });
  }

  /** Everything in Prometheus' text format. */
  text(): Promise<string> {
    return this.#registry.metrics();
  }

  /** The media type of the text. */
  get contentType(): string {
    return this.#registry.contentType;
  }

  #counter(name: string, help: string, labelNames: readonly string[]): Counter {
    return new Counter({ name: `specwright_${name}`, help, labelNames: [...labelNames], registers: [this.#registry] });
  }

  #histogram(name: string, help: string, more: { labelNames?: string[]; buckets: number[] }): Histogram {
    return new Histogram({ name: `specwright_${name}`, help, ...more, registers: [this.#registry] });
  }

  #gauge(name: string, help: string, read: (set: SetGauge) => Promise<void> | void): void {
    const gauge: Gauge = new Gauge({
      name: `specwright_${name}`,
      help,
      labelNames: GAUGE_LABELS,
      registers: [this.#registry],
      collect: async () => {
        gauge.reset();
        try {
          await read((labels, value) => {
            gauge.set(labels, value);
          });
        } catch {
          // What cannot be read has no sample; the others are wanted all the more.
          gauge.reset();
        }
      },
    });
  }
}

const GAUGE_LABELS = ["status", "projection"];

type SetGauge = (labels: Readonly<Record<string, string>>, value: number) => void;

function isReadyNow(runtime: JobspecRuntime): boolean {
  try {
    return isReady(runtime.view());
  } catch (fault) {
    if (fault instanceof LedgerError) return false;
    throw fault;
  }
}

function jobCounts(runtime: JobspecRuntime): ReadonlyMap<string, number> {
  const { state, now } = runtime.view();
  const counts = new Map<string, number>(JOB_STATUSES.map((status) => [status, 0]));
  for (const job of state.jobs()) {
    const status = statusAt(job, now);
    counts.set(status, (counts.get(status) ?? 0) + 1);
  }
  return counts;
}

async function ledgerBytes(storage: Storage): Promise<number> {
  let bytes = 0;
  for (const name of await storage.list(DAEMON_DIRECTORY)) {
    const file = LEDGER_FILE.test(name) ? await storage.open(`${DAEMON_DIRECTORY}/${name}`) : undefined;
    bytes += file?.size() ?? 0;
    await file?.close();
  }
  return bytes;
}
