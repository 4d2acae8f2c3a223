import supertest from "supertest";
import { afterEach, describe, expect, it } from "vitest";

import type { Daemon } from "../../server/jobspec/daemon.js";
import { createDaemon } from "../../server/jobspec/daemon.js";
import type { StorageFault } from "../../server/kernel/ports/memory-storage.js";
import { MemoryStorage } from "../../server/kernel/ports/memory-storage.js";

const LEDGER = ".agents/daemon/ledger.jsonl";
let daemon: Daemon | undefined;

afterEach(() => daemon?.stop(0));

interface Page {
  readonly events: readonly { readonly event_id: string; readonly crc?: string }[];
  readonly corrupt?: readonly unknown[];
  readonly last_event_id?: string;
}

async function serve(storage: MemoryStorage, jobs: number): Promise<(query: string) => supertest.Test> {
  daemon = await createDaemon({ storage, token: "t" });
  const { runtime, app } = daemon;
  const submit = (job: string) =>
    runtime.execute({ kind: "submit", actor: "a", jobType: "rpi.run", jobId: job, requestId: "r" });
  await Promise.all(Array.from({ length: jobs }, (_, index) => submit(`j${index}`)));
  return (query) => supertest(app).get(`/v1/events${query}`);
}

const idsOf = (body: unknown): string[] => (body as Page).events.map(({ event_id }) => event_id);
const idOf = (count: number): string => `evt_job_accepted_j${count - 1}_${String(count).padStart(6, "0")}`;

describe("GET /v1/events", () => {
  it("gives the events behind a cursor, at most as many as asked for, and always the ledger's last id", async () => {
    const get = await serve(new MemoryStorage(), 5);
    const bodies = await Promise.all(
      ["", "?limit=2", `?since=${idOf(2)}`, `?since=${idOf(2)}&limit=1`, `?since=${idOf(5)}`, "?limit=0"].map(
        async (query) => (await get(query).expect(200)).body as Page,
      ),
    );
    const all = [1, 2, 3, 4, 5].map(idOf);
    expect(bodies.map(idsOf)).toEqual([all, all.slice(0, 2), all.slice(2), [idOf(3)], [], []]);
    expect(new Set(bodies.map(({ last_event_id }) => last_event_id))).toEqual(new Set([idOf(5)]));
  });

  it("refuses a cursor that no event has and a limit that is no number", async () => {
    const get = await serve(new MemoryStorage(), 1);
    await get("?since=evt_unknown").expect(400, { error: "event cursor not found" });
    for (const limit of ["-1", "x", "1.5"]) {
      await get(`?limit=${limit}`).expect(400, { error: "limit must be a non-negative integer" });
    }
  });

  it("caps a page at 1000, and streams what is longer without a limit, the seals cut off", async () => {
    const storage = new MemoryStorage();
    const get = await serve(storage, 1500);
    expect(idsOf((await get("?limit=5000")).body)).toHaveLength(1000);
    const whole = await get("").expect(200).expect("Content-Type", "application/json");
    const body = whole.body as Page;
    expect(whole.headers["content-length"]).toBeUndefined();
    expect([idsOf(body), body.last_event_id]).toEqual([
      Array.from({ length: 1500 }, (_, index) => idOf(index + 1)),
      idOf(1500),
    ]);
    const [first] = (await get("?limit=1")).body.events as unknown[];
    expect(body.events[0]).toEqual(first);
    expect(whole.text).not.toContain('"crc"');
  });

  it("reads the reference's records as it would show them, and neither marks nor repeated ids", async () => {
    const record = { schema_version: 1, event_id: "e1", request_id: "r", job_id: "j", event_type: "job.accepted" };
    const shown = { ...record, occurred_at: "2026-04-28T11:00:00Z", actor: "a" };
    const line = JSON.stringify({ ...shown, extra: 1, payload: null });
    const storage = new MemoryStorage();
    storage.put(LEDGER, Buffer.from(`\n ${line} \n{oops\n${line}\n`));
    const get = await serve(storage, 2);
    const { body } = (await get("")) as { body: Page };
    expect(body.events[0]).toEqual(shown);
    expect([idsOf(body), body.corrupt]).toEqual([
      ["e1", "evt_job_accepted_j0_000002", "evt_job_accepted_j1_000003"],
      [expect.objectContaining({ line_number: 3 })],
    ]);
  });

  it("reads again what was damaged meanwhile as an error, never as something else", async () => {
    const faults = new Map<string, StorageFault>();
    const storage = new MemoryStorage({ fault: (call) => faults.get(call) });
    const get = await serve(storage, 2);
    const file = await storage.open(LEDGER);
    const bytes = (await file?.read(0, 10_000)) ?? Buffer.alloc(0);
    await file?.truncate(0);
    bytes[20] = 0;
    file?.append(bytes);
    await get("").expect(500, { error: "read ledger: byte 2 is no longer what it was" });
    faults.set("read", { code: "EIO" });
    await get("").expect(500, { error: "scan ledger: read .agents/daemon/ledger.jsonl: input/output error" });
  });
});
