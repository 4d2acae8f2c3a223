import { strict as assert } from "node:assert";

import fc from "fast-check";

import type { ModelFence, ModelJob, QueueModel } from "./queue-model.js";
import { LEASE_MS } from "./queue-model.js";
import type { Ending, RealQueue } from "./real-queue.js";

type Step = fc.AsyncCommand<QueueModel, RealQueue>;

/** Claims that workers remember, also long after they were lost. */
const claims = new WeakMap<QueueModel, Map<string, ModelFence[]>>();
const ACTOR = "model";

/** Everything that can happen to a queue. */
export const QUEUE_STEPS: fc.Arbitrary<Step>[] = [
  fc.record({ key: fc.option(fc.nat(3)), maxAttempts: fc.integer({ min: 1, max: 2 }) }).map(submit),
  fc.nat(9).map(cancel),
  fc.constant(undefined).map(claim),
  fc.nat(5).map(claim),
  ...(["heartbeat", "complete", "fail"] as const).map((kind) =>
    fc.record({ job: fc.nat(9), claim: fc.nat(9) }).map((which) => report(kind, which)),
  ),
  fc.constant(null).map(expire),
  fc.integer({ min: 0, max: 3 }).map(advance),
  fc.constantFrom<Ending>("stop", "kill", "power cut").map(restart),
];

function step(name: string, run: Step["run"], check: Step["check"] = () => true): Step {
  const compared = async (model: QueueModel, real: RealQueue): Promise<void> => {
    await run(model, real);
    const [expected, found] = [model.jobs.map(summary), real.jobs().map(summary)];
    assert.deepEqual(found, expected, `after ${name}`);
  };
  return { check, run: compared, toString: () => name };
}

function summary(
  job: { jobId: string; status: string; attempt: number } & ({ epoch: number } | { leaseEpoch: number }),
): string {
  const epoch = "epoch" in job ? job.epoch : job.leaseEpoch;
  return `${job.jobId} ${job.status} attempt ${job.attempt} epoch ${epoch}`;
}

function submit({ key, maxAttempts }: { key: number | null; maxAttempts: number }): Step {
  return step(`submit ${key ?? "without key"}`, async (model, real) => {
    const jobId = `job-${model.jobs.length}`;
    const idempotencyKey = key === null ? undefined : `key-${key}`;
    const expected = model.submit(jobId, idempotencyKey, maxAttempts);
    const command = { kind: "submit", jobType: "rpi.run", jobId, idempotencyKey, maxAttempts, actor: ACTOR } as const;
    assert.deepEqual(await real.execute(command), { kind: "submitted", jobId: expected, repeated: expected !== jobId });
  });
}

function cancel(index: number): Step {
  return step(
    `cancel ${index}`,
    async (model, real) => {
      const job = chosen(model, index);
      const outcome = model.cancel(job);
      const found = await real.execute({ kind: "cancel", jobId: job.jobId, actor: ACTOR });
      assert.deepEqual(found, { kind: "cancelled", jobId: job.jobId, outcome });
    },
    hasJobs,
  );
}

function claim(request: number | undefined): Step {
  const requestId = request === undefined ? undefined : `request-${request}`;
  return step(`claim ${requestId ?? "without request"}`, async (model, real) => {
    const known = requestId === undefined ? undefined : model.claimOf(requestId);
    const job = known === undefined ? model.claim(requestId) : known;
    const found = await real.execute({ kind: "claim", requestId, leaseMs: LEASE_MS, actor: ACTOR });
    const refusal = found.kind === "refused" ? found.reason : undefined;
    if (job === undefined || typeof job === "string") return void assert.equal(refusal, job ?? "not-claimable");
    assert.ok(found.kind === "claimed" && found.jobId === job.jobId && found.leaseEpoch === job.epoch);
    assert.equal(found.repeated, known !== undefined);
    if (found.repeated) return void assert.equal(found.claimToken, job.token);
    job.token = found.claimToken;
    fencesOf(model, job).push({ token: found.claimToken, epoch: found.leaseEpoch });
  });
}

function report(kind: "heartbeat" | "complete" | "fail", which: { job: number; claim: number }): Step {
  return step(
    `${kind} ${which.job} with claim ${which.claim}`,
    async (model, real) => {
      const job = chosen(model, which.job);
      const fences = fencesOf(model, job);
      // The last claim as often as all others together; without any, one that nobody ever had.
      const index = which.claim % 2 === 0 ? fences.length - 1 : which.claim % Math.max(1, fences.length);
      const fence = fences[index] ?? { token: "nobody's", epoch: 0 };
      const expected = model.report(job, kind, fence);
      const common = { jobId: job.jobId, claimToken: fence.token, leaseEpoch: fence.epoch, actor: ACTOR };
      const failure = { code: "lost", message: "", retryable: false };
      const found = await real.execute(
        kind === "fail" ? { kind, ...common, failure } : { kind, ...common, leaseMs: LEASE_MS },
      );
      if (found.kind === "refused") assert.equal(found.reason, expected);
      else assert.equal(found.kind === "reported" && (found.repeated ? "repeated" : "accepted"), expected);
    },
    hasJobs,
  );
}

function expire(): Step {
  return step("expire", async (model, real) => {
    const jobIds = model.expire();
    assert.deepEqual(await real.execute({ kind: "expire", actor: ACTOR }), { kind: "expired", jobIds });
  });
}

function advance(halves: number): Step {
  return {
    check: () => true,
    run: async (model, real) => {
      model.now += (halves * LEASE_MS) / 2;
      real.advance((halves * LEASE_MS) / 2);
    },
    toString: () => `advance ${halves} half leases`,
  };
}

function restart(ending: Ending): Step {
  return step(ending, (_model, real) => real.restart(ending));
}

function hasJobs({ jobs }: Readonly<QueueModel>): boolean {
  return jobs.length > 0;
}

function chosen({ jobs }: QueueModel, index: number): ModelJob {
  const job = jobs[index % jobs.length];
  assert.ok(job !== undefined);
  return job;
}

function fencesOf(model: QueueModel, { jobId }: ModelJob): ModelFence[] {
  const known = claims.get(model) ?? new Map<string, ModelFence[]>();
  claims.set(model, known);
  const fences = known.get(jobId) ?? [];
  known.set(jobId, fences);
  return fences;
}
