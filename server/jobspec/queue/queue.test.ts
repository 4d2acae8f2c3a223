import { describe, expect, it } from "vitest";

import type { LedgerEvent } from "../../kernel/ledger/event.js";
import { parseTimestamp } from "../../kernel/timestamp.js";
import type { QueueCommand, QueueOutcome, Submit } from "./command.js";
import { decide } from "./decide.js";
import { evolve } from "./evolve.js";
import { isRetryExhausted, statusAt } from "./job.js";
import { QueueState } from "./state.js";

const START = parseTimestamp("2026-04-28T12:00:00Z") ?? 0;
const LEASE_MS = 60_000;

/** A queue of rules alone: commands in, events kept, time in the test's hand. */
class Bench {
  now = START;
  readonly events: LedgerEvent[] = [];
  readonly state = new QueueState();
  #tokens = 0;

  run(command: QueueCommand): QueueOutcome {
    const token = (): string => `token-${++this.#tokens}`;
    const { events, outcome } = decide(this.state, command, { now: this.now, token });
    for (const event of events) {
      this.events.push(event);
      evolve(this.state, event);
    }
    return outcome;
  }

  submit(change: Partial<Submit> = {}): string {
    const outcome = this.run({ kind: "submit", jobType: "rpi.run", actor: "a", requestId: "r", jobId: "j", ...change });
    return outcome.kind === "submitted" ? outcome.jobId : JSON.stringify(outcome);
  }

  claim(change: Partial<Extract<QueueCommand, { kind: "claim" }>> = {}): QueueOutcome {
    return this.run({ kind: "claim", actor: "w", leaseMs: LEASE_MS, ...change });
  }

  heartbeat(claimToken: string, leaseEpoch: number, jobId = "j"): QueueOutcome {
    return this.run({ kind: "heartbeat", jobId, claimToken, leaseEpoch, leaseMs: LEASE_MS, actor: "w" });
  }

  complete(claimToken: string, leaseEpoch: number): QueueOutcome {
    return this.run({ kind: "complete", jobId: "j", claimToken, leaseEpoch, actor: "w", artifacts: { a: "1" } });
  }

  types(): string[] {
    return this.events.map((event) => event.event_type);
  }

  status(jobId = "j"): string | undefined {
    const job = this.state.job(jobId);
    return job === undefined ? undefined : statusAt(job, this.now);
  }
}

const FENCED = { kind: "refused", reason: "fenced", message: "daemon queue: claim token or lease epoch mismatch" };
const EXPIRED = { kind: "refused", reason: "lease-expired", message: "daemon queue: lease expired" };

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

describe("claim and lease", () => {
  it("serves in the order of acceptance and by type", () => {
    const bench = new Bench();
    bench.submit({ jobId: "j1" });
    bench.submit({ jobId: "j2", jobType: "wiki.forge" });
    expect(bench.claim({ jobTypes: ["dream.run"] })).toMatchObject({ reason: "not-claimable" });
    expect(bench.claim({ jobTypes: ["wiki.forge"] })).toMatchObject({ jobId: "j2" });
    expect(bench.claim()).toMatchObject({ jobId: "j1", leaseEpoch: 1, leaseExpiresAt: "2026-04-28T12:01:00Z" });
    expect(bench.claim()).toMatchObject({ reason: "not-claimable" });
    expect(bench.claim({ jobId: "j1" })).toMatchObject({ message: "daemon queue: job already claimed" });
    expect(bench.claim({ jobId: "ghost" })).toMatchObject({ message: "daemon queue: job not found" });
  });

  it("holds to the last millisecond and is over at the instant it ends", () => {
    const bench = new Bench();
    bench.submit();
    bench.claim();
    bench.now += LEASE_MS - 1;
    expect(bench.status()).toBe("running");
    expect(bench.claim({ jobId: "j" })).toMatchObject({ reason: "already-claimed" });
    bench.now += 1;
    expect(bench.status()).toBe("retry_waiting");
    expect(bench.heartbeat("token-1", 1)).toEqual(EXPIRED);
    expect(bench.complete("token-1", 1)).toEqual(EXPIRED);
  });

  it("is kept by heartbeats", () => {
    const bench = new Bench();
    bench.submit();
    bench.claim();
    bench.now += 30_000;
    bench.heartbeat("token-1", 1);
    bench.now += 30_000;
    expect(bench.complete("token-1", 1)).toMatchObject({ kind: "reported", accepted: true });
    expect(bench.state.job("j")).toMatchObject({ status: "completed", artifacts: { a: "1" }, claimToken: "token-1" });
  });

  it("records that it ran out before the next claim, and fences the old worker", () => {
    const bench = new Bench();
    bench.submit();
    bench.claim();
    bench.now += LEASE_MS;
    expect(bench.claim()).toMatchObject({ claimToken: "token-2", leaseEpoch: 2 });
    expect(bench.types()).toEqual(["job.accepted", "job.claimed", "job.lease_expired", "job.claimed"]);
    expect(new Set(bench.events.map((event) => event.event_id)).size).toBe(4);
    expect(bench.heartbeat("token-1", 1)).toEqual(FENCED);
    expect(bench.complete("token-1", 1)).toEqual(FENCED);
    expect(bench.complete("token-2", 1)).toEqual(FENCED);
    expect(bench.complete("token-2", 2)).toMatchObject({ accepted: true });
  });

  it("fails a job without attempts left and gives out the next one", () => {
    const bench = new Bench();
    bench.submit({ maxAttempts: 1 });
    bench.submit({ jobId: "j2" });
    bench.claim();
    bench.now += LEASE_MS;
    const job = bench.state.job("j");
    expect(job !== undefined && isRetryExhausted(job, bench.now)).toBe(true);
    expect(bench.claim()).toMatchObject({ jobId: "j2" });
    expect(bench.state.job("j")).toMatchObject({ status: "failed", failure: { code: "retry_exhausted" } });
    expect(bench.claim({ jobId: "j" })).toMatchObject({ message: "daemon queue: no claimable jobs" });
  });

  it("lets nobody speak for a job that is not claimed", () => {
    const bench = new Bench();
    bench.submit();
    expect(bench.heartbeat("", 0)).toEqual(FENCED);
    expect(bench.complete("", 0)).toEqual(FENCED);
    bench.claim();
    bench.now += LEASE_MS;
    expect(bench.run({ kind: "expire", actor: "agentopsd" })).toEqual({ kind: "expired", jobIds: ["j"] });
    expect(bench.run({ kind: "expire", actor: "agentopsd" })).toEqual({ kind: "expired", jobIds: [] });
    expect(bench.heartbeat("token-1", 1)).toEqual(FENCED);
    expect(bench.heartbeat("", 1)).toEqual(FENCED);
  });

  it("gives the same claim again to the request that made it, and to no other", () => {
    const bench = new Bench();
    bench.submit();
    bench.submit({ jobId: "j2" });
    const first = bench.claim({ requestId: "c1" });
    expect(bench.claim({ requestId: "c1" })).toEqual(first);
    expect(bench.claim({ requestId: "c2" })).toMatchObject({ jobId: "j2" });
    expect(bench.events).toHaveLength(4);
    bench.submit({ jobId: "j3", requestId: "r3" });
    bench.claim();
    expect(bench.claim({ requestId: "r3" })).toMatchObject({ reason: "not-claimable" });
  });
});

describe("the end of a job", () => {
  it("cancels from every open status and reports how an ended job ended", () => {
    const bench = new Bench();
    const cancel = (jobId: string, reason?: string): QueueOutcome =>
      bench.run({ kind: "cancel", jobId, actor: "ao-http", reason, requestId: "" });
    bench.submit();
    bench.claim();
    bench.now += LEASE_MS;
    expect(cancel(" j ", "  stop ")).toEqual({ kind: "cancelled", jobId: "j", outcome: "cancelled" });
    expect(bench.events.at(-1)).toMatchObject({
      event_type: "job.cancelled",
      request_id: "r",
      payload: { reason: "stop", result_status: "cancelled" },
    });
    expect(cancel("j")).toMatchObject({ outcome: "already_terminal_cancelled" });
    expect(cancel("ghost")).toMatchObject({ reason: "not-found" });
    expect(cancel("  ")).toMatchObject({ message: "job_id is required" });
    expect(bench.complete("token-1", 1)).toMatchObject({ kind: "reported", accepted: false });
    expect(bench.heartbeat("token-1", 1)).toMatchObject({ reason: "not-claimable" });
  });

  it("takes only the contract's failure codes", () => {
    const bench = new Bench();
    const fail = (code: string): QueueOutcome => {
      const failure = { code, message: "boom", retryable: true };
      return bench.run({ kind: "fail", jobId: "j", claimToken: "token-1", leaseEpoch: 1, actor: "w", failure });
    };
    bench.submit();
    bench.claim();
    expect(fail("weird")).toMatchObject({ message: 'invalid failure code "weird"' });
    expect(fail("")).toMatchObject({ accepted: true });
    expect(bench.events.at(-1)?.payload).toEqual({
      artifacts: null,
      claim_token: "token-1",
      lease_epoch: 1,
      failure: { code: "request_rejected", message: "boom", retryable: true },
    });
  });

  it("is final: later events change nothing of the row", () => {
    const bench = new Bench();
    bench.submit();
    bench.run({ kind: "cancel", jobId: "j", actor: "a" });
    const row = bench.state.job("j");
    const [event] = bench.events;
    if (event !== undefined) evolve(bench.state, { ...event, event_id: "late", event_type: "job.completed" });
    expect(bench.state.job("j")).toBe(row);
    expect(bench.state.lastEventId).toBe("late");
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
    expect([...base.openJobs()]).toEqual([...bench.state.openJobs()]);
    expect(base.jobOfKey("k")?.jobId).toBe("a");
    expect([base.eventCount, base.jobCount, base.lastEventId]).toEqual([4, 2, bench.state.lastEventId]);
  });
});
