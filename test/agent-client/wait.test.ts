import { afterEach, beforeEach, expect, it } from "vitest";
import { submitDurably } from "../../client/jobspec/submit.js";
import { waitForJob } from "../../client/jobspec/wait.js";
import { cancelJob } from "../../generated/jobspec/client.js";
import { jumpingTime, RestartableDaemon } from "./daemon.js";

let daemon = new RestartableDaemon();

beforeEach(async () => {
  daemon = new RestartableDaemon();
  await daemon.start();
  await submitDurably(daemon.client(), { job_type: "rpi.run", job_id: "job-1" });
});
afterEach(() => daemon.stop());

it("sees every change until the job is completed, though the daemon is away meanwhile", async () => {
  const { timing, waits } = jumpingTime(async (wait) => {
    if (wait === 3) await daemon.stop();
    if (wait === 6) await daemon.start();
    if (wait === 8) await daemon.complete("job-1");
  });
  const seen: string[] = [];
  const faults: string[] = [];
  const wait = await waitForJob(daemon.client(), "job-1", {
    timing,
    onChange: ({ status }) => void seen.push(status),
    onFault: ({ message }) => void faults.push(message),
  });
  expect(wait).toMatchObject({ outcome: "ended", job: { status: "completed", attempt: 1 } });
  expect(seen).toEqual(["queued", "completed"]);
  expect(faults).toHaveLength(3);
  expect(waits.slice(0, 3)).toEqual([150, 300, 600]);
});

it("ends at once for a job that has ended", async () => {
  await cancelJob(daemon.client(), { body: { job_id: "job-1" } });
  expect(await waitForJob(daemon.client(), "job-1")).toMatchObject({ outcome: "ended", job: { status: "cancelled" } });
});

it("tells a job that is not there", async () => {
  expect(await waitForJob(daemon.client(), "other")).toEqual({ outcome: "missing" });
});

it("goes on looking while the daemon cannot read all of its ledger", async () => {
  const damaged = new RestartableDaemon();
  damaged.storage.put(".agents/daemon/ledger.jsonl", Buffer.from("damaged\n"));
  await damaged.start();
  const { timing } = jumpingTime();
  const wait = await waitForJob(damaged.client(), "job-1", { timing, timeoutMs: 1_000 });
  expect(wait).toEqual({ outcome: "timeout", job: undefined });
  await damaged.stop();
});

it("ends after its time, or with its signal, with what it saw last", async () => {
  const { timing, waits } = jumpingTime();
  const queued = { job_id: "job-1", status: "queued" };
  const late = await waitForJob(daemon.client(), "job-1", { timing, timeoutMs: 1_000 });
  expect(late).toMatchObject({ outcome: "timeout", job: queued });
  expect(waits.reduce((sum, ms) => sum + ms, 0)).toBe(1_000);
  const controller = new AbortController();
  const options = { signal: controller.signal, onChange: () => controller.abort() };
  expect(await waitForJob(daemon.client(), "job-1", options)).toMatchObject({ outcome: "aborted", job: queued });
});
