import { readFile, mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, describe, expect, it } from "vitest";

import type { JobspecHandlers } from "../../generated/jobspec/server.js";
import { checkOpenClawConsumerSnapshot, checkReadyResponse } from "../../generated/jobspec/validators.js";
import { createHandlers } from "../../server/jobspec/handlers/index.js";
import type { JobspecContext } from "../../server/jobspec/handlers/context.js";
import { FILE_PATHS } from "../../server/jobspec/projections/file-paths.js";
import { projectionSet } from "../../server/jobspec/projections/set.js";
import { JOB_TYPES } from "../../server/jobspec/queue/vocabulary.js";
import { JobspecRuntime } from "../../server/jobspec/runtime.js";
import { LAG_LIMIT_MS, LOOK_MS, MAX_INTERVAL_MS, MIN_INTERVAL_MS } from "../../server/kernel/projector/projector.js";
import { systemClock } from "../../server/kernel/ports/clock.js";
import { fileStorage } from "../../server/kernel/ports/file-storage.js";
import { systemIdentifiers } from "../../server/kernel/ports/identifiers.js";
import { MemoryStorage } from "../../server/kernel/ports/memory-storage.js";
import { systemScheduler } from "../../server/kernel/ports/scheduler.js";
import type { Storage } from "../../server/kernel/ports/storage.js";
import { Agenda } from "../simulation/agenda.js";
import { Random } from "../simulation/random.js";
import { CONTEXT, shownEvents } from "../simulation/shown-events.js";
import { SnapshotError, readConsumerSnapshot } from "./consumer-snapshot.js";

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

type Json = Readonly<Record<string, unknown>>;

/** A job of every type, in every state that a job can be in. */
async function work(runtime: JobspecRuntime): Promise<void> {
  for (const [index, jobType] of [...JOB_TYPES, ...JOB_TYPES].entries()) {
    const jobId = `${jobType} ${index}`;
    await runtime.execute({ kind: "submit", jobType, jobId, actor: "t", payload: { "\u2028<&>": index } });
    if (index % 5 === 0) await runtime.execute({ kind: "cancel", jobId, actor: "t" });
    if (index % 5 < 2) continue;
    const claim = await runtime.execute({ kind: "claim", jobId, leaseMs: 60_000, actor: "t" });
    if (claim.kind !== "claimed" || index % 5 === 2) continue;
    const fence = { jobId, claimToken: claim.claimToken, leaseEpoch: claim.leaseEpoch, actor: "t" };
    const artifacts = { page: `https://x/${index}`, log: "logs/a", blank: "  " };
    if (index % 5 === 3) await runtime.execute({ kind: "complete", ...fence, artifacts });
    else await runtime.execute({ kind: "fail", ...fence, failure: { code: "lost", message: "", retryable: true } });
  }
}

async function body(reply: unknown): Promise<Json> {
  return ((await reply) as { readonly body: Json }).body; // each is compared member by member
}

describe("the files of the projections", () => {
  it("hold what the daemon answers, for their owner only, and are there after a stop", async () => {
    const root = await mkdtemp(join(tmpdir(), "specwright-projections-"));
    closing.push(() => rm(root, { recursive: true, force: true }));
    const ports = { storage: fileStorage(root), clock: systemClock, scheduler: systemScheduler };
    const options = { ...ports, identifiers: systemIdentifiers, onFatal: () => undefined };
    await ports.storage.makeDirectory(".agents/daemon");
    const runtime = await JobspecRuntime.open(options);
    await work(runtime);
    const handlers = createHandlers(runtime);
    const snapshot = await body(handlers.getOpenClawSnapshotLatest({}, CONTEXT));
    const status = await body(handlers.getDaemonStatus({}, CONTEXT));
    const ready = await body(handlers.getDaemonReady({}, CONTEXT));
    await runtime.close();
    const texts = await Promise.all(Object.values(FILE_PATHS).map((path) => readFile(join(root, path), "utf8")));
    const [jobs, latest, state] = texts.map((text) => JSON.parse(text) as Json);
    const projections = status["projections"] as Json;
    const manifests = projections["manifests"] as Record<string, Json>;
    const timeless = { rebuilt_at: expect.any(String) as string };
    expect(jobs).toEqual({ ...manifests["daemon-job-status"], ...timeless, jobs: projections["jobs"] });
    expect(latest).toEqual({ ...snapshot, generated_at: expect.any(String) as string });
    const own = { ...manifests["daemon-status"], ...timeless, ...ready };
    expect(state).toMatchObject({
      ...own,
      job_counts: { queued: 3, cancelled: 3, running: 3, completed: 3, failed: 2 },
    });
    expect(Object.keys(state?.["manifests"] as Json)).toEqual(Object.keys(manifests));
    expect([checkOpenClawConsumerSnapshot(latest), checkReadyResponse(state)]).toEqual([true, true]);
    expect(texts.map((text) => text.at(-1))).toEqual(["\n", "\n", "\n"]);
    const modes = await Promise.all(Object.values(FILE_PATHS).map(async (path) => (await stat(join(root, path))).mode));
    expect(modes.map((mode) => mode & 0o777)).toEqual([0o600, 0o600, 0o600]);
  });
});

describe("a snapshot", () => {
  it("is what a consumer's own rules ask for, from the file and from the reply, also of an empty ledger", async () => {
    const { runtime, handlers, agenda, storage } = await simulated();
    for (const prepare of [() => Promise.resolve(), () => work(runtime)]) {
      await agenda.run(prepare());
      await agenda.run(agenda.pause(MAX_INTERVAL_MS));
      const reply = await body(handlers.getOpenClawSnapshotLatest({}, CONTEXT));
      const file = storage.bytes(FILE_PATHS["openclaw-snapshot"])?.toString() ?? "";
      const [fromReply, fromFile] = [JSON.stringify(reply), file].map(readConsumerSnapshot);
      expect(fromFile).toEqual(fromReply);
      expect(fromFile?.resources.jobs.length).toBe(runtime.view().state.jobCount);
    }
    expect(runtime.view().state.jobCount).toBe(14);
  });

  it.each([
    ["something behind it", (text: string) => `${text} {}`],
    ["another version", (text: string) => text.replace('"schema_version":1', '"schema_version":2')],
    ["no id", (text: string) => text.replace('"snapshot_id"', '"id"')],
    ["a time that is none", (text: string) => text.replace(/"generated_at":"[^"]+"/, '"generated_at":"today"')],
    ["an unknown status", (text: string) => text.replace('"status":"current"', '"status":"fine"')],
    ["a run among the jobs", (text: string) => text.replace('"resource_kind":"job"', '"resource_kind":"run"')],
    ["a link to nothing", (text: string) => text.replace(/"event_id":"[^"]+"/, '"event_id":""')],
  ])("with %s is refused by the consumer", async (_, spoil) => {
    const { runtime, handlers, agenda } = await simulated();
    await agenda.run(work(runtime));
    const text = JSON.stringify(await body(handlers.getOpenClawSnapshotLatest({}, CONTEXT)));
    readConsumerSnapshot(text);
    expect(spoil(text)).not.toBe(text);
    expect(() => readConsumerSnapshot(spoil(text))).toThrow(SnapshotError);
  });
});

interface Simulated {
  readonly runtime: JobspecRuntime;
  readonly handlers: JobspecHandlers<JobspecContext>;
  readonly agenda: Agenda;
  readonly storage: MemoryStorage;
  /** Calls that change projections. */
  readonly calls: string[];
}

const LOOKS: ReadonlySet<string> = new Set(["open", "size", "read"]);

function delegating(storage: Storage): Storage {
  return {
    open: (path) => storage.open(path),
    create: (path) => storage.create(path),
    makeDirectory: (path) => storage.makeDirectory(path),
    syncDirectory: (path) => storage.syncDirectory(path),
    replace: (path, text) => storage.replace(path, text),
    rename: (from, to) => storage.rename(from, to),
    remove: (path) => storage.remove(path),
    list: (path) => storage.list(path),
  };
}

/** A daemon in simulated time, on what `found` holds; `fault` is asked before every call of its storage. */
async function simulated(
  fault: (path: string) => string | undefined = () => undefined,
  wrap: (storage: Storage) => Storage = (storage) => storage,
  found = new MemoryStorage(),
): Promise<Simulated> {
  const calls: string[] = [];
  const storage = new MemoryStorage({
    fault: (call, path) => {
      if (path.includes("/projections") && !LOOKS.has(call)) calls.push(call);
      const code = fault(path);
      return code === undefined ? undefined : { code };
    },
  });
  for (const path of found.paths()) storage.put(path, found.bytes(path) ?? Buffer.alloc(0));
  const agenda = new Agenda(new Random(1));
  const runtime = await JobspecRuntime.open({
    storage: wrap(storage),
    clock: agenda,
    scheduler: agenda,
    identifiers: systemIdentifiers,
    onFatal: () => undefined,
  });
  return { runtime, handlers: createHandlers(runtime), agenda, storage, calls };
}

/** What every surface says of the projections. */
async function statuses(handlers: JobspecHandlers<JobspecContext>): Promise<readonly unknown[]> {
  const { projections } = (await body(handlers.getDaemonStatus({}, CONTEXT))) as { projections: { manifests: Json } };
  const manifests = Object.values(projections.manifests).map((manifest) => (manifest as Json)["status"]);
  const ready = await body(handlers.getDaemonReady({}, CONTEXT));
  const health = await body(handlers.getOpenClawHealth({}, CONTEXT));
  return [...manifests, ready["ready"], ready["projection_status"], health["snapshot_status"]];
}

// Sorted by name: daemon-job-status, daemon-status, dream-runs, openclaw-snapshot, rpi-registry, wiki-jobs.
const CURRENT = ["current", "current", "current", "current", "current", "current", true, "current", "current"];
const STALE = ["stale", "stale", "current", "stale", "current", "current", true, "stale", "stale"];

describe("projections that cannot be written", () => {
  it("are stale on every surface and in the ledger, once, until they are rebuilt", async () => {
    let fault: string | undefined;
    const { runtime, handlers, agenda, calls } = await simulated((path) =>
      path.includes("/projections") ? fault : undefined,
    );
    const types = async (): Promise<string[]> => (await shownEvents(handlers))?.map((event) => event.event_type) ?? [];
    await agenda.run(runtime.execute({ kind: "submit", jobType: "rpi.run", jobId: "a", actor: "t" }));
    await agenda.run(agenda.pause(2 * MIN_INTERVAL_MS));
    expect(await statuses(handlers)).toEqual(CURRENT);
    fault = "ENOSPC";
    await agenda.run(runtime.execute({ kind: "submit", jobType: "rpi.run", jobId: "b", actor: "t" }));
    await agenda.run(agenda.pause(10 * LAG_LIMIT_MS));
    expect(await statuses(handlers)).toEqual(STALE);
    expect(await types()).toEqual(["job.accepted", "job.accepted", "projection.marked_stale"]);
    // At most a try in ten seconds, of one call for each file.
    expect(calls.length).toBeLessThan(120 * 3 + 60);
    const { projections } = (await body(handlers.getDaemonStatus({}, CONTEXT))) as { projections: { manifests: Json } };
    expect(projections.manifests["daemon-job-status"]).toMatchObject({ last_event_id: "evt_job_accepted_a_000002" });
    fault = undefined;
    await agenda.run(agenda.pause(MAX_INTERVAL_MS));
    expect(await statuses(handlers)).toEqual(CURRENT);
    expect(await types()).toEqual(["job.accepted", "job.accepted", "projection.marked_stale", "projection.rebuilt"]);
    const [, , marked, rebuilt] = (await shownEvents(handlers)) ?? [];
    const projection_targets = Object.keys(FILE_PATHS);
    const reason = projection_targets.map(
      (name) => `write ${FILE_PATHS[name as "daemon-status"]}: no space left on device`,
    );
    expect(marked?.payload).toEqual({ projection_targets, reason: reason.join("; ") });
    expect(rebuilt?.payload).toEqual({ projection_targets });
  });

  it("are stale on every surface also when the ledger has no space to say so", async () => {
    let fault: string | undefined;
    const { runtime, handlers, agenda } = await simulated(() => fault);
    await agenda.run(runtime.execute({ kind: "submit", jobType: "rpi.run", jobId: "a", actor: "t" }));
    fault = "ENOSPC";
    await agenda.run(agenda.pause(LAG_LIMIT_MS));
    expect(await statuses(handlers)).toEqual(STALE);
    fault = undefined;
    await agenda.run(agenda.pause(MAX_INTERVAL_MS));
    expect(await statuses(handlers)).toEqual(CURRENT);
  });

  it("say what their files show after the next start, and no event when there is no file", async () => {
    const first = await simulated();
    await first.agenda.run(first.runtime.execute({ kind: "submit", jobType: "rpi.run", jobId: "a", actor: "t" }));
    await first.agenda.run(first.agenda.pause(2 * MIN_INTERVAL_MS));
    await first.agenda.run(first.runtime.execute({ kind: "submit", jobType: "rpi.run", jobId: "b", actor: "t" }));
    await first.storage.remove(FILE_PATHS["daemon-status"]);
    const { runtime, agenda, storage } = await simulated(
      (path) => (/\/projections.*(?<!\.json)$/.test(path) ? "EROFS" : undefined),
      undefined,
      first.storage,
    );
    await agenda.run(agenda.pause(2 * MIN_INTERVAL_MS));
    const { manifests } = projectionSet(runtime.view());
    const written = JSON.parse(storage.bytes(FILE_PATHS["daemon-job-status"])?.toString() ?? "") as Json;
    const { rebuilt_at, last_event_id } = written;
    expect(last_event_id).toBe("evt_job_accepted_a_000002");
    expect(manifests["daemon-job-status"]).toMatchObject({ status: "stale", rebuilt_at, last_event_id });
    expect(manifests["openclaw-snapshot"]).toMatchObject({ status: "stale", last_event_id });
    expect(manifests["daemon-status"]).not.toHaveProperty("last_event_id");
    expect(manifests["wiki-jobs"]).toMatchObject({ last_event_id: expect.stringContaining("marked_stale") as string });
  });

  it("are told of when they cannot be written at the end either", async () => {
    const storage = new MemoryStorage({
      fault: (_, path) => (path.includes("/projections") ? { code: "ENOSPC" } : undefined),
    });
    const agenda = new Agenda(new Random(1));
    const notices: string[] = [];
    const runtime = await JobspecRuntime.open({
      storage,
      clock: agenda,
      scheduler: agenda,
      identifiers: systemIdentifiers,
      onFatal: () => undefined,
      onNotice: ({ message }) => notices.push(message),
    });
    await agenda.run(runtime.execute({ kind: "submit", jobType: "rpi.run", jobId: "a", actor: "t" }));
    await agenda.run(runtime.close());
    expect(notices).toHaveLength(1);
    expect(notices[0]).toMatch(/^projections are left stale: write \S+jobs\.json: no space left on device; write/);
  });

  it("are stale when a write hangs for too long", async () => {
    let isHanging = false;
    const made = await simulated(undefined, (storage) => ({
      ...delegating(storage),
      rename: async (from, to) => {
        if (isHanging && to.includes("/projections/")) await new Promise(() => undefined);
        await storage.rename(from, to);
      },
    }));
    const { runtime, handlers, agenda } = made;
    await agenda.run(agenda.pause(2 * MIN_INTERVAL_MS));
    isHanging = true;
    await agenda.run(runtime.execute({ kind: "submit", jobType: "rpi.run", actor: "t" }));
    await agenda.run(agenda.pause(LAG_LIMIT_MS - 1));
    expect(await statuses(handlers)).toEqual(CURRENT);
    await agenda.run(agenda.pause(1000));
    expect(await statuses(handlers)).toEqual(STALE);
    const events = (await shownEvents(handlers)) ?? [];
    expect(events.at(-1)?.payload).toMatchObject({ reason: "behind the ledger for 120 s" });
  });
});

describe("the projector", () => {
  it("writes once for many events, and never two passes at a time", async () => {
    const { runtime, agenda, calls } = await simulated();
    await agenda.run(agenda.pause(2 * MIN_INTERVAL_MS));
    const submits = Array.from({ length: 1000 }, (_, index) =>
      runtime.execute({ kind: "submit", jobType: "rpi.run", jobId: `j${index}`, actor: "t" }),
    );
    await agenda.run(Promise.all(submits));
    await agenda.run(agenda.pause(MAX_INTERVAL_MS));
    const passes = calls.filter((call) => call === "rename").length / 3;
    expect(passes).toBeGreaterThan(1);
    expect(passes).toBeLessThanOrEqual(3);
  });

  it("never writes two passes at a time, also when a rebuild is asked for and takes long", async () => {
    let [writing, most] = [0, 0];
    const pauses: { pause?: (ms: number) => Promise<void> } = {};
    const made = await simulated(undefined, (storage) => ({
      ...delegating(storage),
      create: async (path) => {
        most = Math.max(most, path.includes("/projections/") ? ++writing : 0);
        await pauses.pause?.(2 * MIN_INTERVAL_MS);
        return storage.create(path);
      },
      rename: async (from, to) => {
        await storage.rename(from, to);
        if (to.includes("/projections/")) writing--;
      },
    }));
    const { runtime, handlers, agenda } = made;
    pauses.pause = (ms) => agenda.pause(ms);
    await agenda.run(runtime.execute({ kind: "submit", jobType: "rpi.run", jobId: "a", actor: "t" }));
    const rebuilt = runtime.rebuildProjections();
    await agenda.run(agenda.pause(MAX_INTERVAL_MS));
    expect([await rebuilt, most, writing]).toEqual([[], 1, 0]);
    const types = (await shownEvents(handlers))?.map(({ event_type }) => event_type);
    expect(types).toEqual(["job.accepted", "projection.rebuilt"]);
  });

  it("rests after a pass by what it took, and follows at once again when it has rested", async () => {
    const slow: { pause?: (ms: number) => Promise<void> } = {};
    const { runtime, agenda, storage } = await simulated(undefined, (real) => ({
      ...delegating(real),
      create: async (path) => {
        if (path.includes("/projections/")) await slow.pause?.(200);
        return real.create(path);
      },
    }));
    slow.pause = (ms) => agenda.pause(ms);
    const submitAndWait = async (jobId: string, ms: number): Promise<boolean> => {
      await agenda.run(runtime.execute({ kind: "submit", jobType: "rpi.run", jobId, actor: "t" }));
      await agenda.run(agenda.pause(ms));
      return storage.bytes(FILE_PATHS["daemon-job-status"])?.includes(`"job_id":"${jobId}"`) ?? false;
    };
    // A pass takes 0.6 s, and so the rest half a minute.
    expect(await submitAndWait("a", 2 * MIN_INTERVAL_MS)).toBe(true);
    expect(await submitAndWait("b", 20 * MIN_INTERVAL_MS)).toBe(false);
    expect(await submitAndWait("c", MAX_INTERVAL_MS)).toBe(true);
    expect(await submitAndWait("d", 2 * MIN_INTERVAL_MS)).toBe(true);
  });

  it.each([
    ["taken away", (storage: MemoryStorage, path: string) => storage.remove(path)],
    ["cut", async (storage: MemoryStorage, path: string) => storage.put(path, Buffer.from("{"))],
  ])("writes a file again that somebody has %s, and records nothing", async (_, spoil) => {
    const { runtime, handlers, agenda, storage } = await simulated();
    await agenda.run(runtime.execute({ kind: "submit", jobType: "rpi.run", jobId: "a", actor: "t" }));
    await agenda.run(agenda.pause(2 * MIN_INTERVAL_MS));
    for (const path of Object.values(FILE_PATHS)) {
      const before = storage.bytes(path)?.length;
      await spoil(storage, path);
      await agenda.run(agenda.pause(LOOK_MS));
      expect(storage.bytes(path)?.length).toBe(before);
    }
    expect(await shownEvents(handlers)).toHaveLength(1);
  });

  it("records nothing when the disk becomes read-only, until there is something to write", async () => {
    const disk: { fault?: string } = {};
    const { runtime, handlers, agenda } = await simulated((path) =>
      path.includes("/projections") ? disk.fault : undefined,
    );
    await agenda.run(agenda.pause(2 * MIN_INTERVAL_MS));
    disk.fault = "EROFS";
    await agenda.run(agenda.pause(3 * LOOK_MS));
    expect([await statuses(handlers), await shownEvents(handlers)]).toEqual([CURRENT, []]);
    await agenda.run(runtime.execute({ kind: "submit", jobType: "rpi.run", jobId: "a", actor: "t" }));
    await agenda.run(agenda.pause(2 * MIN_INTERVAL_MS));
    expect(await statuses(handlers)).toEqual(STALE);
  });
});
