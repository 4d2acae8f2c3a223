import { describe, expect, it } from "vitest";

import type { Decider } from "./decider.js";
import type { LedgerEvent } from "./ledger/event.js";
import { FileLedger } from "./ledger/file-ledger.js";
import type { LedgerError } from "./ledger/ledger.js";
import { MAX_BATCH_COMMANDS, Pipeline } from "./pipeline.js";
import { MemoryStorage } from "./ports/memory-storage.js";
import type { MemoryStorageOptions, StorageFault } from "./ports/memory-storage.js";

// A runtime of one rule: a name can be taken once.
type Names = Set<string>;
const names: Decider<Names, string, "taken" | "new"> = {
  initial: () => new Set(),
  branch: (base) => new Set(base),
  merge: (base, branch) => {
    for (const name of branch) base.add(name);
  },
  evolve: (state, event) => void state.add(event.job_id),
  decide: (state, name, { now }) =>
    state.has(name) ? { events: [], outcome: "taken" } : { events: [taken(name, now)], outcome: "new" },
};

function taken(name: string, now: number): LedgerEvent {
  const occurred_at = new Date(now).toISOString();
  const ids = { event_id: `e-${name}`, request_id: "r", job_id: name };
  return { schema_version: 1, ...ids, event_type: "t", occurred_at, actor: "a" };
}

const PATH = "d/ledger.jsonl";

interface StartOptions extends MemoryStorageOptions {
  readonly storage?: MemoryStorage;
  readonly now?: () => number;
  readonly after?: (ms: number, run: () => void) => () => void;
}

async function started(options: StartOptions = {}) {
  const storage = options.storage ?? new MemoryStorage(options);
  const ledger = await FileLedger.open({ storage, directory: "d", name: "ledger.jsonl", eventTypes: new Set(["t"]) });
  const fatal: LedgerError[] = [];
  const pipeline = await Pipeline.start({
    decider: names,
    ledger,
    clock: { now: options.now ?? (() => 1000), elapsedMs: () => 0 },
    identifiers: { token: () => "token" },
    scheduler: { soon: queueMicrotask, after: options.after ?? (() => () => undefined) },
    onFatal: (fault) => fatal.push(fault),
  });
  return { storage, pipeline, fatal };
}

function gate() {
  let open: () => void = () => undefined;
  let syncs = 0;
  const syncGate = (): Promise<void> => {
    syncs++;
    return new Promise((resolve) => (open = resolve));
  };
  return { syncGate, release: () => open(), syncs: () => syncs };
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

describe("Pipeline", () => {
  it("answers nobody and shows nothing before the sync, dependent answers included", async () => {
    const { syncGate, release, syncs } = gate();
    const { pipeline } = await started({ syncGate });
    const answers: string[] = [];
    for (const name of ["a", "a", "b"]) void pipeline.execute(name).then((answer) => answers.push(answer));
    await settled();
    // Creating the file syncs it once before the first record.
    release();
    await settled();
    expect([answers, [...pipeline.state], syncs()]).toEqual([[], [], 2]);
    release();
    await settled();
    expect([answers, [...pipeline.state]]).toEqual([
      ["new", "taken", "new"],
      ["a", "b"],
    ]);
  });

  it("shares one sync among the commands that waited for the last one", async () => {
    let syncs = 0;
    const { pipeline } = await started({ syncGate: async () => void syncs++ });
    await pipeline.execute("warm-up");
    syncs = 0;
    await Promise.all(Array.from({ length: MAX_BATCH_COMMANDS + 1 }, (_, index) => pipeline.execute(`n${index}`)));
    expect(syncs).toBe(2);
  });

  it("keeps order in the file and folds the same state again", async () => {
    const { pipeline, storage } = await started();
    await Promise.all(["c", "a", "b", "a"].map((name) => pipeline.execute(name)));
    await pipeline.close();
    const again = await started({ storage });
    expect([...again.pipeline.state]).toEqual(["c", "a", "b"]);
    await expect(pipeline.execute("x")).rejects.toMatchObject({ code: "closed" });
  });

  it("never lets time go before the last event", async () => {
    let now = 5000;
    const { pipeline, storage } = await started({ now: () => now });
    await pipeline.execute("a");
    now = 10;
    expect(pipeline.now()).toBe(5000);
    await pipeline.execute("b");
    expect((await started({ storage, now: () => 0 })).pipeline.now()).toBe(5000);
  });

  it("undoes a batch that could not be appended and still answers what needs no append", async () => {
    let fault: StorageFault | undefined;
    const { pipeline } = await started({ fault: (call) => (call === "append" ? fault : undefined) });
    await pipeline.execute("old");
    fault = { code: "ENOSPC" };
    const results = await Promise.allSettled(["new", "old", "new"].map((name) => pipeline.execute(name)));
    expect(results.map((result) => result.status)).toEqual(["rejected", "fulfilled", "rejected"]);
    expect([...pipeline.state]).toEqual(["old"]);
    fault = undefined;
    expect(await pipeline.execute("new")).toBe("new");
  });

  it("reports a failed sync as fatal and as an unknown outcome", async () => {
    const faults: StorageFault[] = [];
    const { pipeline, fatal } = await started({ fault: (call) => (call === "sync" ? faults[0] : undefined) });
    await pipeline.execute("old");
    faults.push({ code: "EIO" });
    await expect(pipeline.execute("new")).rejects.toMatchObject({ code: "unknown" });
    expect(fatal).toHaveLength(1);
    expect([...pipeline.state]).toEqual(["old"]);
    await expect(pipeline.execute("old")).rejects.toMatchObject({ code: "closed" });
    expect(fatal).toHaveLength(1);
  });

  it("closes after a failed sync, also when its rest has passed since", async () => {
    const rests: (() => void)[] = [];
    const faults: StorageFault[] = [];
    const { pipeline } = await started({
      fault: (call) => (call === "sync" ? faults[0] : undefined),
      after: (_ms, run) => {
        rests.push(run);
        return () => undefined;
      },
    });
    await pipeline.execute("old");
    faults.push({ code: "EIO" });
    await expect(pipeline.execute("new")).rejects.toMatchObject({ code: "unknown" });
    await settled();
    expect(rests.length).toBeGreaterThan(0);
    for (const rest of rests) rest();
    await pipeline.close().catch(() => undefined);
  });

  it("answers who came while it settled", async () => {
    const rests: (() => void)[] = [];
    const { syncGate, release } = gate();
    let isSlow = false;
    const { pipeline } = await started({
      syncGate: () => (isSlow ? syncGate() : Promise.resolve()),
      after: (_ms, run) => {
        rests.push(run);
        return () => undefined;
      },
    });
    await pipeline.execute("old");
    await settled();
    isSlow = true;
    rests.at(-1)?.();
    let answer = "";
    void pipeline.execute("new").then((outcome) => (answer = outcome));
    await settled();
    expect(answer).toBe("");
    isSlow = false;
    release();
    await settled();
    expect(answer).toBe("new");
  });

  it("decides nothing that nobody wants any more when its turn comes", async () => {
    const { syncGate, release } = gate();
    const { pipeline, storage } = await started({ syncGate });
    const first = pipeline.execute("a");
    await settled();
    release();
    await settled();
    // Behind the sync that runs.
    const [withdrawn, late] = [new AbortController(), new AbortController()];
    const [second, third] = [withdrawn, late].map(({ signal }, index) =>
      pipeline.execute(`b${index}`, undefined, signal),
    );
    const refused = expect(second).rejects.toThrow("gone");
    withdrawn.abort(new Error("gone"));
    release();
    expect(await first).toBe("new");
    await refused;
    await settled();
    // What is being written is not taken back.
    late.abort();
    release();
    expect(await third).toBe("new");
    expect([...pipeline.state]).toEqual(["a", "b1"]);
    expect(storage.bytes(PATH)?.toString()).not.toContain('"b0"');
  });

  it("stops at failpoints before the append and after the sync, but not for what appends nothing", async () => {
    const { pipeline, storage } = await started();
    await expect(pipeline.execute("a", "before_append")).rejects.toThrow("before_append");
    expect(storage.bytes(PATH)).toBeUndefined();
    await expect(pipeline.execute("a", "after_append_before_ack")).rejects.toThrow("after_append_before_ack");
    expect([...pipeline.state]).toEqual(["a"]);
    expect(await pipeline.execute("a", "before_append")).toBe("taken");
    expect(await pipeline.execute("a", "after_append_before_ack")).toBe("taken");
  });
});
