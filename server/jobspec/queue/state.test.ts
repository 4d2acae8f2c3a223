import { describe, expect, it } from "vitest";

import { evolve } from "./evolve.js";
import { claimNameOf } from "./job.js";
import { decodeState, encodeState } from "./snapshot.js";
import { QueueState } from "./state.js";

let events = 0;

function happen(state: QueueState, type: string, jobId: string, payload: object): void {
  const ids = { event_id: `evt_${++events}`, request_id: "r", job_id: jobId };
  const event = {
    schema_version: 1,
    ...ids,
    event_type: type,
    occurred_at: "2026-04-28T12:00:00Z",
    actor: "w",
  } as const;
  evolve(state, { ...event, payload: { ...payload } });
}

/** One job whose key another writer has changed, and whose second claim came after the first. */
function twiceNamed(state: QueueState): void {
  happen(state, "job.accepted", "a", { job_type: "rpi.run", idempotency_key: "first" });
  happen(state, "job.heartbeat", "a", { idempotency_key: "second" });
  happen(state, "job.claimed", "a", { claim_request_id: "one", claim_token: "t1", lease_epoch: 1, attempt: 1 });
  happen(state, "job.lease_expired", "a", {});
  happen(state, "job.claimed", "a", { claim_request_id: "two", claim_token: "t2", lease_epoch: 2, attempt: 2 });
}

function namesOf(state: QueueState): readonly (string | undefined)[] {
  const keys = ["first", "second"].map((key) => state.jobOfKey(key)?.jobId);
  return [...keys, ...["one", "two"].map((id) => state.jobOfClaim(claimNameOf("w", id))?.jobId)];
}

/** The key of a job is the one that it was accepted with; every claim is remembered. */
const ALL = ["a", "a", "a", "a"];

describe("every name that a job has ever had", () => {
  it("finds it in a branch, and when that is merged", () => {
    const base = new QueueState();
    const branch = new QueueState(base);
    twiceNamed(branch);
    expect(namesOf(branch)).toEqual(ALL);
    expect(namesOf(base)).toEqual([undefined, undefined, undefined, undefined]);
    base.merge(branch);
    expect(namesOf(base)).toEqual(ALL);
  });

  it("finds it in a checkpoint", () => {
    const state = new QueueState();
    twiceNamed(state);
    expect(namesOf(decodeState(encodeState(state)))).toEqual(ALL);
  });
});
