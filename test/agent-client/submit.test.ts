import { createServer, type RequestListener } from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { submitDurably } from "../../client/jobspec/submit.js";
import { createClient } from "../../generated/runtime/client.js";
import { freePort } from "../free-port.js";
import { failingFirst, jumpingTime, losing, RestartableDaemon, TOKEN } from "./daemon.js";

const BODY = { job_type: "rpi.run" } as const;
let daemon = new RestartableDaemon();
const closing: (() => void)[] = [];

beforeEach(async () => {
  daemon = new RestartableDaemon();
  await daemon.start();
});
afterEach(async () => {
  for (const close of closing.splice(0)) close();
  await daemon.stop();
});

/** A server that is no daemon, or one that misbehaves. */
async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, "127.0.0.1");
  closing.push(() => {
    server.closeAllConnections();
    server.close();
  });
  await once(server, "listening");
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`; // listening on TCP
}

describe("a submission whose acknowledgement is lost", () => {
  it.each(["before_append", "after_append_before_ack"])("finds or makes its job again after %s", async (failpoint) => {
    const { timing, waits } = jumpingTime();
    const submission = await submitDurably(daemon.client(failingFirst(failpoint)), BODY, { timing });
    expect(submission).toMatchObject({ outcome: "accepted", attempts: 2, job: { status: "queued" } });
    expect(waits).toEqual([50]);
    const events = await daemon.events();
    expect(events.map(({ payload }) => payload?.["idempotency_key"])).toEqual([submission.idempotencyKey]);
  });

  it("is repeated under the same key when the connection breaks behind the daemon", async () => {
    const { timing } = jumpingTime();
    const client = daemon.client(losing((call) => call <= 3));
    const submission = await submitDurably(client, { ...BODY, idempotency_key: "mine" }, { timing });
    expect(submission).toMatchObject({ outcome: "accepted", attempts: 4, idempotencyKey: "mine" });
    expect(await daemon.events()).toHaveLength(1);
  });

  it("is repeated when a reply takes too long", async () => {
    let calls = 0;
    const url = await serve((_request, response) => {
      calls += 1;
      if (calls > 1) response.writeHead(503, { "content-type": "application/json" }).end('{"error":"later"}');
    });
    const { timing } = jumpingTime();
    const options = { timing, attemptTimeoutMs: 300, deadlineMs: 350 };
    const submission = await submitDurably(createClient({ baseUrl: url }), BODY, options);
    expect(submission).toMatchObject({ outcome: "unknown", attempts: 3, error: "later" });
  });

  it("finds its job after a sync failed and the daemon was started again", async () => {
    let isBroken = false;
    const fault = (call: string, path: string): { code: string } | undefined =>
      isBroken && call === "sync" && path.endsWith("ledger.jsonl") ? { code: "EIO" } : undefined;
    await daemon.stop();
    daemon = new RestartableDaemon({ fault });
    await daemon.start();
    isBroken = true;
    const { timing, waits } = jumpingTime(async () => {
      isBroken = false;
      await daemon.restart();
    });
    const submission = await submitDurably(daemon.client(), BODY, { timing });
    expect([submission.outcome, submission.attempts, waits.length]).toEqual(["accepted", 2, 1]);
    expect(await daemon.events()).toHaveLength(1);
  });

  it("makes one job for each key, over restarts and with many at once", async () => {
    const keys = Array.from({ length: 10 }, (_, index) => `key-${index}`);
    let restarting: Promise<void> | undefined;
    const { timing } = jumpingTime((wait) => {
      if ([20, 120, 240].includes(wait)) restarting ??= daemon.restart().finally(() => (restarting = undefined));
      return restarting;
    });
    const client = daemon.client(losing((call) => call % 3 !== 0));
    const submissions = await Promise.all(
      Array.from({ length: 100 }, (_, index) =>
        submitDurably(client, { ...BODY, idempotency_key: keys[index % 10] ?? "" }, { timing, deadlineMs: 1e9 }),
      ),
    );
    await restarting;
    expect(new Set(submissions.map(({ outcome }) => outcome))).toEqual(new Set(["accepted"]));
    const events = await daemon.events();
    expect(events.map(({ payload }) => String(payload?.["idempotency_key"])).sort()).toEqual([...keys].sort());
    const jobs = submissions.map((submission) => (submission.outcome === "accepted" ? submission.job.job_id : ""));
    expect(new Set(jobs)).toEqual(new Set(events.map(({ job_id }) => job_id)));
  });
});

describe("a submission that is not accepted", () => {
  it("is refused at once by a status below 500", async () => {
    const client = createClient({ baseUrl: daemon.url, credentials: { DaemonMutationToken: "wrong" } });
    const error = "daemon mutation denied: mutation token mismatch";
    expect(await submitDurably(client, BODY)).toMatchObject({ outcome: "refused", status: 403, attempts: 1, error });
  });

  it("may be stored all the same when it is refused after a lost acknowledgement", async () => {
    const { timing } = jumpingTime();
    let calls = 0;
    const credentials = { DaemonMutationToken: () => (++calls === 1 ? TOKEN : "wrong") };
    const client = { ...daemon.client(losing((call) => call === 1)), credentials };
    expect(await submitDurably(client, BODY, { timing })).toMatchObject({ outcome: "unknown", attempts: 2 });
    expect(await daemon.events()).toHaveLength(1);
  });

  it("is unsent when nobody listens until the deadline, with growing waits", async () => {
    const { timing, waits } = jumpingTime();
    const client = createClient({ baseUrl: `http://127.0.0.1:${await freePort()}` });
    const submission = await submitDurably(client, BODY, { timing, deadlineMs: 1_000 });
    expect(submission).toMatchObject({ outcome: "unsent", attempts: 5 });
    expect(waits).toEqual([50, 100, 200, 400, 250]);
  });

  it("is not repeated to what is no daemon", async () => {
    const url = await serve((_request, response) => response.writeHead(404).end("<html>"));
    const submission = await submitDurably(createClient({ baseUrl: url }), BODY);
    expect(submission).toMatchObject({ outcome: "unknown", attempts: 1 });
  });

  it("ends with its signal, and tells whether it was under way", async () => {
    const controller = new AbortController();
    const url = await serve(() => controller.abort());
    const client = createClient({ baseUrl: url });
    const { signal } = controller;
    expect(await submitDurably(client, BODY, { signal })).toMatchObject({ outcome: "unknown", attempts: 1 });
    expect(await submitDurably(client, BODY, { signal })).toMatchObject({ outcome: "unsent", attempts: 0 });
  });

  it("rejects when the request cannot be written", async () => {
    const submission = submitDurably(daemon.client(), { ...BODY, payload: { amount: 1n } });
    await expect(submission).rejects.toMatchObject({ code: "unsendable" });
  });
});
