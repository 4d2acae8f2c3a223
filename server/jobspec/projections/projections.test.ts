import { describe, expect, it } from "vitest";

import type { LedgerEvent } from "../../kernel/ledger/event.js";
import { parseTimestamp } from "../../kernel/timestamp.js";
import { evolve } from "../queue/evolve.js";
import { QueueState } from "../queue/state.js";
import { queueRow } from "./rows.js";
import { projectionSet } from "./set.js";
import type { View } from "./view.js";
import { CORRUPT_REASON, lag, projectionStatus } from "./view.js";

const NOW = parseTimestamp("2026-04-28T12:00:00Z") ?? 0;

function event(id: string, type: string, jobId: string, payload?: Record<string, unknown>): LedgerEvent {
  const ids = { event_id: id, request_id: `r-${jobId}`, job_id: jobId };
  const times = { occurred_at: "2026-04-28T11:00:00Z", actor: "t" };
  return { schema_version: 1, ...ids, event_type: type, ...times, ...(payload === undefined ? {} : { payload }) };
}

function view(corruptCount: number, ...events: readonly LedgerEvent[]): View {
  const state = new QueueState();
  for (const item of events) evolve(state, item);
  return { state, corruptCount, now: NOW };
}

const CLAIM = { claim_token: "c", lease_epoch: 1, attempt: 3, lease_expires_at: "2026-04-28T11:30:00Z" };

describe("projectionSet", () => {
  it("sorts jobs into buckets in the order of their first events", () => {
    const types = ["dream.run", "rpi.phase", "wiki.build", "openclaw.snapshot", "rpi.run", "dream.stage", "wiki.forge"];
    const events = types.map((type) => event(`e-${type}`, "job.accepted", type, { job_type: type }));
    const set = projectionSet(view(0, ...events));
    const ids = (rows: readonly { readonly job_id: string }[]): string[] => rows.map((row) => row.job_id);
    expect(ids(set.jobs)).toEqual(types);
    expect(ids(set.rpi.runs)).toEqual(["rpi.phase", "rpi.run"]);
    expect(ids(set.dream.runs)).toEqual(["dream.run", "dream.stage"]);
    expect(ids(set.wiki.jobs)).toEqual(["wiki.build", "wiki.forge"]);
    expect(ids(set.openclaw.resources.runs)).toEqual(["dream.run", "rpi.phase", "rpi.run", "dream.stage"]);
    expect(set.openclaw.resources.jobs).toBe(set.jobs);
  });

  it("says of an empty ledger what there is to say", () => {
    const set = projectionSet(view(0));
    expect(set).toMatchObject({ jobs: [], rpi: { runs: [] }, wiki: { jobs: [] } });
    const source = { ledger: ".agents/daemon/ledger.jsonl" };
    expect(set.openclaw).toMatchObject({ snapshot_id: "snap_empty", source });
    expect(Object.keys(set.manifests)).toEqual([...Object.keys(set.manifests)].sort());
    expect(JSON.stringify(set)).not.toContain("last_event_id");
  });

  it("lets damage outweigh staleness, in every manifest", () => {
    const stale = event("e1", "projection.marked_stale", "p", { projection_targets: ["wiki-jobs"] });
    expect(projectionStatus(view(0, stale), "wiki-jobs")).toBe("stale");
    const set = projectionSet(view(2, stale));
    for (const manifest of Object.values(set.manifests)) {
      expect(manifest).toMatchObject({ status: "degraded", degraded_reasons: [CORRUPT_REASON], last_event_id: "e1" });
    }
    expect(set.openclaw.status).toBe("degraded");
    expect(lag(view(2, stale))).toEqual({
      last_event_id: "e1",
      event_count: 1,
      corrupt_record_count: 2,
      degraded: true,
    });
  });
});

describe("rows", () => {
  it("agree on a job whose lease has run out", () => {
    const accepted = event("e1", "job.accepted", "j", { job_type: "rpi.run" });
    const seen = view(0, accepted, event("e2", "job.claimed", "j", CLAIM));
    const job = seen.state.job("j");
    const row = job === undefined ? undefined : queueRow(job, seen.now);
    expect(row).toEqual({
      job_id: "j",
      job_type: "rpi.run",
      request_id: "r-j",
      request_ids: ["r-j"],
      status: "retry_waiting",
      attempt: 3,
      max_attempts: 3,
      claim_token: "c",
      lease_epoch: 1,
      lease_expires_at: "2026-04-28T11:30:00Z",
      retry_exhausted: true,
      projection_targets: ["rpi-registry", "openclaw-snapshot", "daemon-status", "daemon-job-status"],
      last_event_id: "e2",
      created_at: "2026-04-28T11:00:00Z",
      updated_at: "2026-04-28T11:00:00Z",
    });
    expect(projectionSet(seen).jobs[0]?.status).toBe("retry_waiting");
  });

  it("leave out of the queue what has no type, and name failures in the contract's codes", () => {
    const failure = { failure: { code: "made_up", message: "m", retryable: true } };
    const seen = view(0, event("e1", "job.failed", "j", failure));
    const job = seen.state.job("j");
    expect(job !== undefined && queueRow(job, seen.now)).toBeUndefined();
    expect(projectionSet(seen).jobs).toEqual([
      {
        job_id: "j",
        request_id: "r-j",
        request_ids: ["r-j"],
        status: "failed",
        result_status: "failed",
        failure: { code: "request_rejected", message: "m", retryable: true },
        last_event_id: "e1",
        updated_at: "2026-04-28T11:00:00Z",
      },
    ]);
  });
});
