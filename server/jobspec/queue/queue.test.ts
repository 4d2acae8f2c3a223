import { describe, expect, it } from "vitest";

import type { LedgerEvent } from "../../kernel/ledger/event.js";
import { evolve } from "./evolve.js";
import { statusAt } from "./job.js";
import { Bench, START } from "./queue-bench.js";
import { QueueState } from "./state.js";

describe("submit", () => {
  it("numbers ids by the count of events, each generated id taking one", () => {
    const bench = new Bench();
    bench.submit({ jobId: undefined, requestId: "" });
    bench.submit({ jobId: "  ", requestId: undefined });
    bench.submit({ jobId: "my.job/1:a b", requestId: undefined, jobType: "wiki.forge" });
    expect(bench.events.map((event) => [event.job_id, event.request_id, event.event_id])).toEqual([
      ["job_rpi_run_000001", "req_job_rpi_run_000001_000002", "evt_job_accepted_job_rpi_run_000001_000003"],
      ["job_rpi_run_000002", "req_job_rpi_run_000002_000003", "evt_job_accepted_job_rpi_run_000002_000004"],
      ["my.job/1:a b", "req_my_job_1_a_b_000003", "evt_job_accepted_my_job_1_a_b_000004"],
    ]);
  });

  it("passes over a generated job id that a caller has taken", () => {
    const bench = new Bench();
    bench.submit({ jobId: "job_rpi_run_000002" });
    expect(bench.submit({ jobId: undefined })).toBe("job_rpi_run_000003");
  });

  it("never repeats an event id, also where two job ids look alike in it", () => {
    const bench = new Bench();
    bench.submit({ jobId: "a.b", requestId: undefined });
    bench.submit({ jobId: "a_b", requestId: "r" });
    expect(bench.events.map((event) => event.event_id)).toEqual([
      "evt_job_accepted_a_b_000002",
      "evt_job_accepted_a_b_000003",
    ]);
  });

  it("recovers a job by its id or its key and stores nothing", () => {
    const bench = new Bench();
    bench.submit({ jobId: "A", idempotencyKey: "k1" });
    bench.submit({ jobId: "B", idempotencyKey: "k2" });
    expect(bench.submit({ jobId: "C", idempotencyKey: "k2" })).toBe("B");
    expect(bench.submit({ jobId: "A", idempotencyKey: "k2" })).toBe("A");
    expect(bench.submit({ jobId: "B", idempotencyKey: "k1" })).toBe("A");
    expect(bench.submit({ jobId: " B " })).toBe("B");
    expect(bench.events).toHaveLength(2);
  });

  it("checks a request id only when it is needed", () => {
    const bench = new Bench();
    expect(bench.submit({ requestId: "a b" })).toContain(String.raw`request_id \"a b\" must not contain whitespace`);
    expect(bench.submit({ requestId: "   " })).toContain("request_id is required");
    expect(bench.submit({ requestId: " r1 " })).toBe("j");
    expect(bench.events[0]?.request_id).toBe("r1");
    expect(bench.submit({ requestId: "a b" })).toBe("j");
  });

  it("gives a job with white space in its id a request id without", () => {
    const bench = new Bench();
    bench.submit({ jobId: "a\tb", requestId: undefined });
    expect(bench.events[0]?.request_id).toBe("req_a_b_000001");
  });
});

describe("evolve", () => {
  const foreign = (id: string, type: string, payload?: Record<string, unknown>): LedgerEvent => ({
    schema_version: 1,
    event_id: id,
    request_id: ` r-${id} `,
    job_id: ` j-${id} `,
    event_type: type,
    occurred_at: "2026-04-28T11:00:00Z",
    actor: "t",
    ...(payload === undefined ? {} : { payload }),
  });

  it("folds events of jobs that were never accepted, and trims their ids", () => {
    const state = new QueueState();
    evolve(state, foreign("1", "job.heartbeat", {}));
    evolve(state, foreign("2", "job.claimed", { claim_token: "c", lease_expires_at: "garbage", attempt: 1 }));
    evolve(state, foreign("3", "job.failed", { failure_code: "lost", message: "flat" }));
    evolve(state, foreign("4", "job.accepted", { job_type: "future.type", max_attempts: "x" }));
    expect(Array.from(state.jobs(), (job) => [job.jobId, job.requestId, statusAt(job, START), job.jobType])).toEqual([
      ["j-1", "r-1", "running", undefined],
      ["j-2", "r-2", "running", undefined],
      ["j-3", "r-3", "failed", undefined],
      ["j-4", "r-4", "queued", undefined],
    ]);
    expect(state.job("j-3")?.failure).toEqual({ code: "lost", message: "flat", retryable: false });
    expect(state.job("j-4")?.maxAttempts).toBe(3);
  });

  it("marks the named projections, and all of them when none is named", () => {
    const state = new QueueState();
    evolve(state, foreign("1", "projection.marked_stale", { projection_targets: ["wiki-jobs", "nope"] }));
    expect([...state.manifests]).toEqual([["wiki-jobs", "stale"]]);
    evolve(state, foreign("2", "projection.marked_stale"));
    expect([...state.manifests.values()]).toEqual(Array.from({ length: 6 }, () => "stale"));
    evolve(state, foreign("3", "projection.rebuilt", { projection_targets: "wiki-jobs" }));
    expect([state.manifests.get("wiki-jobs"), state.manifests.get("daemon-status")]).toEqual(["current", "stale"]);
    expect([state.jobCount, state.eventCount]).toEqual([0, 3]);
  });

  it("gives the same state on a branch that is merged as without one", () => {
    const bench = new Bench();
    bench.submit({ jobId: "a", idempotencyKey: "k" });
    bench.submit({ jobId: undefined, requestId: undefined });
    bench.claim();
    bench.run({ kind: "cancel", jobId: "a", actor: "x" });
    const base = new QueueState();
    for (const event of bench.events) {
      const branch = new QueueState(base);
      evolve(branch, event);
      expect(base.eventCount).toBe(branch.eventCount - 1);
      base.merge(branch);
    }
    expect([...base.jobs()]).toEqual([...bench.state.jobs()]);
    expect([...base.claimable(START)]).toEqual([...bench.state.claimable(START)]);
    expect(base.jobOfKey("k")?.jobId).toBe("a");
    expect([base.eventCount, base.jobCount, base.lastEventId]).toEqual([4, 2, bench.state.lastEventId]);
  });
});
