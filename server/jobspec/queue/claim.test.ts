import { describe, expect, it } from "vitest";

import type { QueueOutcome } from "./command.js";
import { evolve } from "./evolve.js";
import { isRetryExhausted } from "./job.js";
import { Bench, LEASE_MS } from "./queue-bench.js";
import { decodeState, encodeState } from "./snapshot.js";

const FENCED = { kind: "refused", reason: "fenced", message: "daemon queue: claim token or lease epoch mismatch" };
const EXPIRED = { kind: "refused", reason: "lease-expired", message: "daemon queue: lease expired" };

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

  it("is not made under a name that nobody could repeat, nor twice under one with blanks around it", () => {
    const bench = new Bench();
    bench.submit();
    expect(bench.claim({ requestId: "\u2003" })).toMatchObject({ reason: "invalid-request" });
    expect(bench.claim({ requestId: "r" })).toMatchObject({ repeated: false });
    expect(bench.claim({ requestId: "\u00a0r" })).toMatchObject({ repeated: true });
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
    expect(bench.complete("token-1", 1)).toMatchObject({ kind: "reported", repeated: false });
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
    expect(bench.complete("token-1", 2)).toEqual(FENCED);
    expect(bench.complete("token-2", 2)).toMatchObject({ repeated: false });
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
    expect(bench.heartbeat("", 1)).toEqual(FENCED);
    expect(bench.heartbeat("token-2", 1)).toEqual(FENCED);
  });

  it("tells a worker that its lease ran out, recorded or not, until somebody else has the job", () => {
    const bench = new Bench();
    bench.submit();
    bench.claim();
    bench.now += LEASE_MS;
    expect(bench.heartbeat("token-1", 1)).toEqual(EXPIRED);
    bench.run({ kind: "expire", actor: "agentopsd" });
    expect(bench.state.job("j")).toMatchObject({ status: "retry_waiting", claimToken: undefined });
    expect(bench.heartbeat("token-1", 1)).toEqual(EXPIRED);
    expect(bench.complete("token-1", 1)).toEqual(EXPIRED);
    expect(bench.heartbeat("token-1", 2)).toEqual(FENCED);
    bench.claim();
    expect(bench.complete("token-1", 1)).toEqual(FENCED);
  });

  it("serves a job that came back in its old place, before and after the lease's end is recorded", () => {
    const bench = new Bench();
    for (const jobId of ["j1", "j2", "j3"]) bench.submit({ jobId, jobType: "wiki.forge" });
    bench.claim();
    bench.claim();
    bench.now += LEASE_MS;
    expect(bench.claim()).toMatchObject({ jobId: "j1" });
    bench.run({ kind: "expire", actor: "agentopsd" });
    expect(Array.from(bench.state.claimable(bench.now), ({ jobId }) => jobId)).toEqual(["j2", "j3"]);
    expect(bench.claim({ jobTypes: ["rpi.run", "wiki.forge", "wiki.forge"] })).toMatchObject({ jobId: "j2" });
  });

  it("gives the same claim again to the request that made it, and to no other", () => {
    const bench = new Bench();
    bench.submit({ requestId: "c1" });
    bench.submit({ jobId: "j2" });
    const first = bench.claim({ requestId: "c1" });
    expect(first).toMatchObject({ jobId: "j", repeated: false });
    expect(bench.claim({ requestId: "c1", jobTypes: ["dream.run"] })).toEqual({ ...first, repeated: true });
    expect(bench.events).toHaveLength(3);
    expect(bench.claim({ requestId: "c1", actor: "another" })).toMatchObject({ jobId: "j2", repeated: false });
    bench.submit({ jobId: "j3", requestId: "r3" });
    bench.claim();
    expect(bench.claim({ requestId: "r3" })).toMatchObject({ reason: "not-claimable" });
  });

  it("never gives a second job to a request whose claim is over, and says how it ended", () => {
    const bench = new Bench();
    const again = (): QueueOutcome => bench.claim({ requestId: "c1" });
    bench.submit();
    bench.submit({ jobId: "j2" });
    again();
    bench.now += LEASE_MS;
    expect(again()).toEqual(EXPIRED);
    bench.run({ kind: "expire", actor: "agentopsd" });
    expect(again()).toEqual(EXPIRED);
    bench.claim({ requestId: "c2" });
    expect(again()).toEqual(FENCED);
    bench.complete("token-2", 2);
    expect(bench.claim({ requestId: "c2" })).toMatchObject({ reason: "ended" });
    bench.claim({ requestId: "c3" });
    bench.run({ kind: "cancel", jobId: "j2", actor: "x" });
    expect(bench.claim({ requestId: "c3" })).toMatchObject({ reason: "cancelled" });
  });
});

describe("a checkpoint", () => {
  it("remembers every claim, also those that others came after", () => {
    const bench = new Bench();
    bench.submit();
    bench.claim({ requestId: "c1" });
    bench.now += LEASE_MS;
    bench.claim({ requestId: "c2" });
    bench.now += LEASE_MS;
    bench.run({ kind: "expire", actor: "agentopsd" });
    const again = decodeState(encodeState(bench.state));
    expect(again.job("j")).toEqual(bench.state.job("j"));
    expect(["w c1", "w c2", "w c3"].map((name) => again.jobOfClaim(name)?.jobId)).toEqual(["j", "j", undefined]);
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
    expect(bench.complete("token-1", 1)).toMatchObject({ reason: "cancelled" });
    expect(bench.heartbeat("token-1", 1)).toMatchObject({ reason: "cancelled" });
    expect(bench.heartbeat("token-0", 1)).toEqual(FENCED);
  });

  it("is told again to the claim that brought it, and to no other", () => {
    const bench = new Bench();
    const failure = { code: "lost", message: "", retryable: false };
    const fail = { kind: "fail", jobId: "j", claimToken: "token-1", leaseEpoch: 1, actor: "w", failure } as const;
    bench.submit();
    bench.claim();
    bench.complete("token-1", 1);
    bench.now += LEASE_MS;
    expect(bench.complete("token-1", 1)).toEqual({ kind: "reported", jobId: "j", repeated: true });
    expect(bench.complete("token-1", 2)).toEqual(FENCED);
    expect(bench.complete("token-2", 1)).toEqual(FENCED);
    expect(bench.heartbeat("token-1", 1)).toMatchObject({ reason: "ended" });
    expect(bench.run(fail)).toMatchObject({ reason: "ended" });
    expect(bench.types()).toEqual(["job.accepted", "job.claimed", "job.completed"]);
  });

  it("is not that of a claim whose lease ran out on the last attempt", () => {
    const bench = new Bench();
    bench.submit({ maxAttempts: 1 });
    bench.claim();
    bench.now += LEASE_MS;
    bench.run({ kind: "expire", actor: "agentopsd" });
    const failure = { code: "retry_exhausted", message: "", retryable: false };
    const common = { jobId: "j", claimToken: "token-1", leaseEpoch: 1, actor: "w" };
    expect(bench.status()).toBe("failed");
    expect(bench.run({ kind: "fail", ...common, failure })).toEqual(EXPIRED);
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
    expect(fail("")).toMatchObject({ repeated: false });
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
