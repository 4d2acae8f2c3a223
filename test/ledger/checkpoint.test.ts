import { setImmediate as nextTurn } from "node:timers/promises";

import { afterEach, describe, expect, it } from "vitest";

import type { Daemon } from "../../server/jobspec/daemon.js";
import { createDaemon } from "../../server/jobspec/daemon.js";
import { decodeState, encodeState } from "../../server/jobspec/queue/snapshot.js";
import { MemoryStorage } from "../../server/kernel/ports/memory-storage.js";

const LEDGER = ".agents/daemon/ledger.jsonl";
const HEAD = ".agents/daemon/ledger.head";
const CHECKPOINT = ".agents/daemon/ledger.checkpoint";
const running: Daemon[] = [];

afterEach(async () => {
  for (const daemon of running.splice(0)) await daemon.stop(0);
});

interface Started {
  readonly daemon: Daemon;
  readonly notices: readonly string[];
  /** Bytes of the ledger read before the daemon could answer. */
  readonly readBytes: number;
}

/** A daemon on files, each given by its bytes. */
async function start(
  files: Readonly<Record<string, Buffer>>,
  segmentBytes?: number,
): Promise<Started & { readonly storage: MemoryStorage }> {
  const storage = new MemoryStorage();
  for (const [path, bytes] of Object.entries(files)) storage.put(path, bytes);
  const open = storage.open.bind(storage);
  let readBytes = 0;
  storage.open = async (path) => {
    const file = await open(path);
    if (file === undefined || !path.endsWith(".jsonl")) return file;
    const read = file.read.bind(file);
    file.read = async (offset, length) => {
      const bytes = await read(offset, length);
      readBytes += bytes.length;
      return bytes;
    };
    return file;
  };
  const notices: string[] = [];
  const clock = { now: () => 1_800_000_000_000, elapsedMs: () => 0 };
  const onNotice = (fault: Error): void => void notices.push(fault.message);
  const daemon = await createDaemon({ storage, clock, token: "t", checkpointEvents: 1, onNotice, segmentBytes });
  running.push(daemon);
  return { storage, daemon, notices, readBytes };
}

async function submit(daemon: Daemon, ...jobs: string[]): Promise<void> {
  const key = (job: string): { idempotencyKey: string } => ({ idempotencyKey: `key-${job}` });
  const all = jobs.map((jobId) =>
    daemon.runtime.execute({ kind: "submit", actor: "a", jobType: "rpi.run", jobId, ...key(jobId) }),
  );
  await Promise.all(all);
}

async function eventIds(daemon: Daemon, since?: string): Promise<string[]> {
  const stored = await daemon.runtime.storedEvents({ since, limit: undefined });
  const ids: string[] = [];
  for await (const page of stored?.texts ?? []) {
    ids.push(...page.map((text) => (JSON.parse(text) as { event_id: string }).event_id));
  }
  return ids;
}

const files = (storage: MemoryStorage): Record<string, Buffer> =>
  Object.fromEntries([LEDGER, HEAD, CHECKPOINT].map((path) => [path, storage.bytes(path) ?? Buffer.alloc(0)]));

/** Files of a daemon that stopped cleanly after 40 jobs, one of them claimed and completed. */
async function stopped(): Promise<Record<string, Buffer>> {
  const { storage, daemon } = await start({});
  await submit(daemon, ...Array.from({ length: 40 }, (_, index) => `j${index}`));
  const claim = await daemon.runtime.execute({ kind: "claim", actor: "w", jobId: "j0", leaseMs: 1000 });
  if (claim.kind !== "claimed") throw new Error("not claimed");
  const { claimToken, leaseEpoch } = claim;
  await daemon.runtime.execute({ kind: "complete", actor: "w", jobId: "j0", claimToken, leaseEpoch });
  await daemon.stop(0);
  return files(storage);
}

/** Files of a daemon that started from a checkpoint, took one more job and was killed. */
async function killed(): Promise<Record<string, Buffer>> {
  const { storage, daemon } = await start(await stopped());
  await submit(daemon, "later");
  // The mark is written behind the answer.
  await nextTurn();
  return files(storage);
}

describe("a checkpoint", () => {
  it("gives the state that a replay gives, and a start reads only what is behind it", async () => {
    const after = await killed();
    const { [CHECKPOINT]: _, ...withoutCheckpoint } = after;
    const short = await start(after);
    const long = await start(withoutCheckpoint);
    const [left, right] = [short, long].map(({ daemon }) => daemon.runtime.view());
    expect(left?.state).toBeDefined();
    if (left === undefined || right === undefined) return;
    expect(encodeState(left.state)).toEqual(encodeState(right.state));
    expect([left.now, left.state.eventCount]).toEqual([right.now, 43]);
    expect(left.state.jobOfKey("key-j7")?.jobId).toBe("j7");
    expect([short.notices, long.notices]).toEqual([[], []]);
    expect(short.readBytes).toBeLessThan(10_000);
    expect(long.readBytes).toBeGreaterThan(15_000);
  });

  it("hides no event: lists and cursors reach what is before it, and ids go on", async () => {
    const { daemon } = await start(await killed());
    await submit(daemon, "last");
    const ids = await eventIds(daemon);
    expect([ids.length, new Set(ids).size]).toEqual([44, 44]);
    expect(await eventIds(daemon, ids[4])).toEqual(ids.slice(5));
    expect(await eventIds(daemon, ids[43])).toEqual([]);
    expect(await daemon.runtime.storedEvents({ since: "unknown", limit: 1 })).toBeUndefined();
  });

  it("is passed over, with a word, when it is damaged, too new, or of another ledger", async () => {
    const sound = await killed();
    const text = sound[CHECKPOINT]?.toString() ?? "";
    const other = await start({});
    await submit(other.daemon, ...Array.from({ length: 50 }, (_, index) => `other-${index}`));
    await other.daemon.stop(0);
    const shorter = await start({});
    await submit(shorter.daemon, "other");
    await shorter.daemon.stop(0);
    const cases: [Buffer, string][] = [
      [Buffer.from(text.replace("j7", "j8")), "checkpoint is passed over: it is damaged"],
      [Buffer.from(text.slice(0, 500)), "checkpoint is passed over: it is damaged"],
      [Buffer.alloc(0), "checkpoint is passed over: it is damaged"],
      [files(other.storage)[CHECKPOINT] ?? Buffer.alloc(0), "checkpoint is passed over: it is of another ledger"],
      [files(shorter.storage)[CHECKPOINT] ?? Buffer.alloc(0), "checkpoint is passed over: it is of another ledger"],
    ];
    for (const [checkpoint, notice] of cases) {
      const { daemon, notices } = await start({ ...sound, [CHECKPOINT]: checkpoint });
      expect([notices, daemon.runtime.view().state.eventCount]).toEqual([[notice], 43]);
    }
  });

  it("is never ahead of what is synced", async () => {
    const { storage, daemon } = await start(await killed());
    await submit(daemon, "x");
    const synced = storage.syncedBytes(LEDGER);
    await daemon.stop(0);
    const { bytes } = JSON.parse(storage.bytes(CHECKPOINT)?.toString().split("\n")[0] ?? "{}") as { bytes: number };
    expect(bytes).toBeGreaterThan(synced);
    expect(bytes).toBe(storage.syncedBytes(LEDGER));
  });

  it("is not made of a ledger with damaged lines, whose state must not outlive its repair", async () => {
    const { storage, daemon } = await start({ [LEDGER]: Buffer.from("a line that is no event\n") });
    await submit(daemon, "x", "y");
    await daemon.stop(0);
    expect([storage.bytes(LEDGER)?.includes("job.accepted"), storage.bytes(CHECKPOINT)]).toEqual([true, undefined]);
  });

  it("does not hide damage before it: it is found meanwhile, and mutations are refused from then on", async () => {
    const damaged = await killed();
    const ledger = Buffer.from(damaged[LEDGER] ?? Buffer.alloc(0));
    ledger[700] = 0;
    const { daemon } = await start({ ...damaged, [LEDGER]: ledger });
    expect(daemon.runtime.view().state.eventCount).toBe(43);
    await daemon.runtime.verified();
    expect(daemon.runtime.view()).toMatchObject({ corruptCount: 1, damage: expect.stringContaining("damaged") });
    await expect(submit(daemon, "x")).rejects.toMatchObject({ code: "damaged" });
  });

  it("spans sealed files: little of them is read at a start, and damage in them is found meanwhile", async () => {
    const first = await start({}, 2000);
    for (let index = 0; index < 40; index++) await submit(first.daemon, `j${index}`);
    await first.daemon.stop(0);
    const { storage } = first;
    const paths = storage.paths().filter((path) => path.includes("/ledger."));
    const sealed = paths.filter((path) => path.endsWith("Z.jsonl"));
    expect(sealed.length).toBeGreaterThan(5);
    const stopped = Object.fromEntries(paths.map((path) => [path, storage.bytes(path) ?? Buffer.alloc(0)]));
    const ids = async (given: Record<string, Buffer>): Promise<[number, string[], string | undefined]> => {
      const { daemon, notices } = await start(given, 2000);
      expect(notices).toEqual([]);
      await daemon.runtime.verified();
      const view = daemon.runtime.view();
      return [view.state.eventCount, await eventIds(daemon), view.damage];
    };
    const { [CHECKPOINT]: _, ...withoutCheckpoint } = stopped;
    expect(await ids(stopped)).toEqual(await ids(withoutCheckpoint));
    const [short, long] = [await start(stopped, 2000), await start(withoutCheckpoint, 2000)];
    // Where each file begins is looked for in its first bytes, which is all of files as small as these.
    expect(short.readBytes).toBeLessThan(long.readBytes * 0.7);
    const damaged = Buffer.from(stopped[sealed[2] ?? ""] ?? Buffer.alloc(0));
    damaged[300] = 0;
    const [count, left, damage] = await ids({ ...stopped, [sealed[2] ?? ""]: damaged });
    expect([count, left.length, damage]).toEqual([40, 39, expect.stringContaining("damaged")]);
    const missing = await start({ ...stopped, [sealed[2] ?? ""]: Buffer.alloc(0) }, 2000);
    await expect(submit(missing.daemon, "x")).rejects.toMatchObject({ code: "damaged" });
  });

  it("keeps everything of a state", async () => {
    const { daemon } = await start(await killed());
    const { state } = daemon.runtime.view();
    const again = decodeState(encodeState(state));
    expect(encodeState(again)).toEqual(encodeState(state));
    expect([...again.jobs()]).toEqual([...state.jobs()]);
    expect([...again.claimable(0)]).toEqual([...state.claimable(0)]);
    expect([...again.claimable(0)].length).toBe(40);
    expect([again.eventCount, again.lastEventId]).toEqual([state.eventCount, state.lastEventId]);
  });
});
