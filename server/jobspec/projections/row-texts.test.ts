import { expect, test } from "vitest";
import { evolve } from "../queue/evolve.js";
import type { Job } from "../queue/job.js";
import { QueueState } from "../queue/state.js";
import { RowTexts } from "./row-texts.js";

const EVENT = { schema_version: 1, event_id: "e", request_id: "r", job_id: "j", actor: "t" } as const;
const ACCEPTED = { ...EVENT, event_type: "job.accepted", occurred_at: "2026-05-01T00:00:00Z" };

function queuedJob(): Job {
  const state = new QueueState();
  evolve(state, { ...ACCEPTED, payload: { job_type: "rpi.run" } });
  const [job] = state.jobs();
  if (job === undefined) throw new Error("the event made no job");
  return job;
}

test("rows are made and checked once for as long as they stay the same", () => {
  let checks = 0;
  const texts = new RowTexts(() => checks++);
  const job = queuedJob();
  const first = texts.of(job, 0);
  expect(texts.of(job, 1)).toBe(first);
  expect(checks).toBe(1);
  expect(texts.of({ ...job, status: "cancelled" }, 1).queue?.text).toContain('"status":"cancelled"');
  expect(checks).toBe(2);
});

test("a row that the check refuses is never kept", () => {
  const texts = new RowTexts(() => {
    throw new Error("refused");
  });
  const job = queuedJob();
  expect(() => texts.of(job, 0)).toThrow("refused");
  expect(() => texts.of(job, 0)).toThrow("refused");
});
