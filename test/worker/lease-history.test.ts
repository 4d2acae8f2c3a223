import { describe, expect, it } from "vitest";

import type { LedgerEvent } from "../../server/kernel/ledger/event.js";
import { historyFaults, openJobs } from "./lease-history.js";

const claim = (epoch: number): object => ({ claim_token: `t${epoch}`, lease_epoch: epoch });

/** A history of one job: seconds, type and payload of each event. */
function history(...events: readonly (readonly [seconds: number, type: string, payload?: object])[]): LedgerEvent[] {
  return events.map(([seconds, type, payload = {}], index) => ({
    schema_version: 1,
    event_id: `e${index}`,
    request_id: "r",
    job_id: "j",
    event_type: `job.${type}`,
    occurred_at: at(seconds),
    actor: "w",
    payload: { ...payload },
  }));
}

function at(seconds: number): string {
  return new Date(seconds * 1000).toISOString();
}

function claimed(seconds: number, epoch: number): [number, string, object] {
  return [seconds, "claimed", { ...claim(epoch), attempt: epoch, lease_expires_at: at(seconds + 10) }];
}

const RETRIED = [[0, "accepted"], claimed(1, 1), [11, "lease_expired", claim(1)], claimed(12, 2)] as const;

describe("a history of claims", () => {
  it("that is sound has no faults", () => {
    const beat = { ...claim(2), lease_expires_at: at(30) };
    const sound = history(...RETRIED, [20, "heartbeat", beat], [29, "completed", claim(2)]);
    expect(historyFaults(sound)).toEqual([]);
    expect(openJobs(sound)).toEqual([]);
    expect(openJobs(history(...RETRIED))).toEqual(["j"]);
    const exhausted = history(...RETRIED, [22, "lease_expired", claim(2)], [22, "failed", {}]);
    expect(historyFaults(exhausted)).toEqual([]);
  });

  it.each([
    ["e4: said by a fenced worker", history(...RETRIED, [13, "completed", claim(1)])],
    ["e4: said after the lease ran out", history(...RETRIED, [22, "completed", claim(2)])],
    ["e4: said after the lease ran out", history(...RETRIED, [22, "heartbeat", claim(2)])],
    ["e5: after its end", history(...RETRIED, [13, "completed", claim(2)], [14, "failed", claim(2)])],
    ["e4: claimed while another holds it", history(...RETRIED, claimed(13, 3))],
    ["e4: given up while somebody holds it", history(...RETRIED, [13, "failed", {}])],
    ["e2: the lease ran out before its end", history([0, "accepted"], claimed(1, 1), [10, "lease_expired", claim(1)])],
    ["e3: epoch or attempt does not follow", history(...RETRIED.slice(0, 3), claimed(12, 3))],
    ["e3: said by a worker that holds no claim", history(...RETRIED.slice(0, 3), [12, "completed", claim(1)])],
    ["e1: said by a worker that holds no claim", history([0, "accepted"], [1, "completed", claim(0)])],
  ])("is told: %s", (fault, events) => {
    expect(historyFaults(events)).toEqual([fault]);
  });
});
