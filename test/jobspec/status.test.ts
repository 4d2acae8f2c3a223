import request from "supertest";
import { expect, test } from "vitest";
import { checkStatusResponse } from "../../generated/jobspec/validators.js";
import { createDaemon } from "../../server/jobspec/daemon.js";
import { queueRow } from "../../server/jobspec/projections/rows.js";
import { projectionSet } from "../../server/jobspec/projections/set.js";
import { isReady, lag } from "../../server/jobspec/projections/view.js";
import { JOB_TYPES } from "../../server/jobspec/queue/vocabulary.js";
import type { JobspecRuntime } from "../../server/jobspec/runtime.js";
import { MemoryStorage } from "../../server/kernel/ports/memory-storage.js";

const JOBS = 400;
const LEASE_MS = 60_000;

/** The reply without any text that was kept. */
function expected(runtime: JobspecRuntime): unknown {
  const view = runtime.view();
  const jobs = Array.from(view.state.jobs(), (job) => queueRow(job, view.now));
  const queue = { jobs, last_event_id: view.state.lastEventId };
  return { ready: isReady(view), projection_lag: lag(view), queue, projections: projectionSet(view) };
}

test("a status of many jobs, put together from texts, follows every change and every lease", async () => {
  let now = Date.parse("2026-05-01T00:00:00Z");
  const daemon = await createDaemon({
    storage: new MemoryStorage(),
    token: "t",
    clock: { now: () => now, elapsedMs: () => now },
  });
  const { runtime } = daemon;
  const requireSame = async (): Promise<void> => {
    const { body, text } = await request(daemon.app).get("/v1/status").expect(200);
    expect(checkStatusResponse(body)).toBe(true);
    expect(text).toBe(`${JSON.stringify(expected(runtime))}\n`);
  };
  const types = Array.from({ length: JOBS }, (_, index) => JOB_TYPES[index % JOB_TYPES.length] ?? "rpi.run");
  await Promise.all(types.map((jobType) => runtime.execute({ kind: "submit", jobType, actor: "test" })));
  await requireSame();
  for (let claim = 0; claim < 9; claim++) await runtime.execute({ kind: "claim", leaseMs: LEASE_MS, actor: "test" });
  await requireSame();
  now += LEASE_MS;
  await requireSame();
  const [job] = runtime.view().state.jobs();
  await runtime.execute({ kind: "cancel", jobId: job?.jobId ?? "", actor: "test" });
  await requireSame();
  await daemon.stop(0);
});
