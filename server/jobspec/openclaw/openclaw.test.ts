import { describe, expect, it } from "vitest";

import type { LedgerEvent } from "../../kernel/ledger/event.js";
import type { View } from "../projections/view.js";
import { evolve } from "../queue/evolve.js";
import { QueueState } from "../queue/state.js";
import { provenance } from "./provenance.js";
import { consumerSnapshot, resources, snapshotHealth } from "./snapshot.js";

function view(...events: readonly Partial<LedgerEvent>[]): View {
  const state = new QueueState();
  for (const item of events) {
    const ids = { event_id: "e1", request_id: "r1", job_id: "j1" };
    const rest = { event_type: "job.accepted", occurred_at: "2026-04-28T11:00:00Z", actor: "t" };
    evolve(state, { schema_version: 1, ...ids, ...rest, ...item });
  }
  return { state, corruptCount: 0, now: Date.UTC(2026, 3, 28, 12) };
}

const WIKI = { payload: { job_type: "wiki.forge", artifacts: { page: "https://x/y" } } };
const RUN = { event_id: "e2", job_id: "j2", payload: { job_type: "dream.run" } };

describe("resources", () => {
  it("gives a wiki job its own id, and a run id only to what runs", () => {
    const seen = view(WIKI, RUN);
    const ids = (kind: "run" | "job" | "wiki"): unknown[] =>
      resources(seen, kind).map(({ resource_id, run_id }) => [resource_id, run_id]);
    expect(ids("wiki")).toEqual([["wiki-j1", undefined]]);
    expect(ids("run")).toEqual([["j2", "j2"]]);
    expect(ids("job")).toEqual([
      ["j1", undefined],
      ["j2", "j2"],
    ]);
  });

  it("always gives a failure its message, and keeps codes as they are", () => {
    const [resource] = resources(view({ event_type: "job.failed", payload: { failure: { code: "made_up" } } }), "job");
    expect(resource?.failure).toEqual({ code: "made_up", message: "" });
  });

  it("are what the snapshot holds and the health counts", () => {
    const seen = view(WIKI, RUN);
    const snapshot = consumerSnapshot(seen);
    expect(snapshot).toMatchObject({ snapshot_id: "snap_e2", status: "current", generated_at: "2026-04-28T12:00:00Z" });
    expect(snapshot.resources).toEqual({
      runs: resources(seen, "run"),
      jobs: resources(seen, "job"),
      wiki: resources(seen, "wiki"),
    });
    const resource_counts = { runs: 1, jobs: 2, wiki: 1 };
    expect(snapshotHealth(seen)).toMatchObject({ status: "ok", ready: true, resource_counts });
  });
});

describe("provenance", () => {
  it("links event, job, run and artifacts, and passes over blank ones", () => {
    const artifacts = { b: " a/path ", "a!": "z", a: "s3://bucket/key", c: "  " };
    expect(provenance({ jobId: "j", runId: "j", lastEventId: "e", artifacts })).toEqual([
      { rel: "source-event", kind: "daemon-ledger-event", event_id: "e" },
      { rel: "source-job", kind: "daemon-job", job_id: "j" },
      { rel: "source-run", kind: "daemon-run", job_id: "j", run_id: "j" },
      { rel: "artifact", kind: "artifact", uri: "s3://bucket/key", job_id: "j", run_id: "j", artifact: "a" },
      { rel: "artifact", kind: "artifact", path: "z", job_id: "j", run_id: "j", artifact: "a!" },
      { rel: "artifact", kind: "artifact", path: "a/path", job_id: "j", run_id: "j", artifact: "b" },
    ]);
  });
});
