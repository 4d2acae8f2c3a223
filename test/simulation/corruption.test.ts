import { describe, expect, it } from "vitest";

import { createHandlers } from "../../server/jobspec/handlers/index.js";
import { LEDGER_PATH } from "../../server/jobspec/projections/view.js";
import { DAEMON_DIRECTORY } from "../../server/jobspec/ledger-place.js";
import { JobspecRuntime } from "../../server/jobspec/runtime.js";
import type { LedgerEvent } from "../../server/kernel/ledger/event.js";
import { LedgerError } from "../../server/kernel/ledger/ledger.js";
import { Agenda } from "./agenda.js";
import type { Damage } from "./damage.js";
import { DAMAGE_KINDS, damage } from "./damage.js";
import { FILE_DAMAGE_KINDS, damageFiles } from "./file-damage.js";
import { FaultPlan } from "./fault-plan.js";
import { Random } from "./random.js";
import { recoveryRow } from "./recovery-row.js";
import { CONTEXT, shownEvents } from "./shown-events.js";
import { SimulatedDisk } from "./simulated-disk.js";
import { SimulatedStorage } from "./simulated-storage.js";
import { runSeed } from "./simulation.js";
import { Trace } from "./trace.js";

// SEED=17 DAMAGES=1 replays one.
const FIRST = Number(process.env["SEED"] ?? 1);
const DAMAGES = Number(process.env["DAMAGES"] ?? 20_000);
const LEDGERS = 8;
/** These many are one file, the others are in several. */
const WHOLE_LEDGERS = 5;
const LEDGER_FILE = /^\.agents\/daemon\/ledger[^/]*\.jsonl$/;
const HEAD_PATH = `${DAEMON_DIRECTORY}/ledger.head`;

const NEWLINE = 0x0a;
/** Rows of the recovery table that damage to our own ledgers leads to, and to the reference's. */
const OWN_ROWS = ["open", "torn", "truncated", "sealed-damage", "segment-damage"];
const FOREIGN_ROWS = ["open", "unterminated", "degraded", "degraded-unterminated", "degraded-torn"];

interface Recorded {
  readonly files: ReadonlyMap<string, Buffer>;
  readonly events: readonly LedgerEvent[];
}

interface DamagedFile extends Damage {
  readonly path: string;
}

interface Found {
  readonly row: string;
  readonly isReported: boolean;
  readonly events: readonly LedgerEvent[];
}

/** Starts a daemon on these files and asks it what it has. */
async function found(files: ReadonlyMap<string, Buffer>): Promise<Found> {
  const random = new Random(1);
  const disk = new SimulatedDisk();
  for (const [path, bytes] of files) disk.put(path, bytes);
  const agenda = new Agenda(random);
  const row = await recoveryRow(disk);
  let result: Found = { row, isReported: true, events: [] };
  const asked = async (): Promise<void> => {
    const storage = new SimulatedStorage({ disk, faults: new FaultPlan(), random, trace: new Trace() });
    const identifiers = { token: () => "token" };
    const runtime = await JobspecRuntime.open({
      storage,
      clock: agenda,
      scheduler: agenda,
      identifiers,
      onFatal: () => undefined,
    });
    // What a checkpoint passes over is read behind the start; damage there is reported from then on.
    await runtime.verified().catch(expectLedgerError);
    const handlers = createHandlers(runtime);
    const ready = await handlers.getDaemonReady({}, CONTEXT);
    const events = await shownEvents(handlers);
    result = { row, isReported: ready.status !== 200 || !ready.body.ready, events: events ?? [] };
  };
  await agenda.run(asked());
  return result;
}

/** A ledger that cannot be read says so itself when it is asked. */
function expectLedgerError(fault: unknown): void {
  if (!(fault instanceof LedgerError)) throw fault;
}

async function recorded(seed: number): Promise<Recorded> {
  const segmentBytes = seed > WHOLE_LEDGERS ? 1200 : 1_000_000;
  const { disk } = await runSeed(seed, { plans: [{ faults: new FaultPlan() }], operations: 4 + seed, segmentBytes });
  // Every other ledger has nothing beside it that would tell how long it was.
  const paths = disk
    .paths()
    .filter((path) => disk.file(path) !== undefined && (seed % 2 === 0 || LEDGER_FILE.test(path)));
  const files = new Map(paths.map((path) => [path, disk.storedBytes(path)]));
  return { files, events: (await found(files)).events };
}

const ledgers = await Promise.all(Array.from({ length: LEDGERS }, (_, index) => recorded(index + 1)));

/** Why an outcome is wrong; undefined when it is right. */
function wrong(done: DamagedFile, { events, files }: Recorded, found: Found): string | undefined {
  const { isReported, events: left } = found;
  if (isReported) return undefined;
  const known = new Map(events.map((event) => [event.event_id, JSON.stringify(event)]));
  const strange = left.find((event) => known.get(event.event_id) !== JSON.stringify(event));
  if (strange !== undefined) return `event ${strange.event_id} was never stored like that`;
  const isPrefix = left.every((event, index) => event.event_id === events[index]?.event_id);
  if (!isPrefix) return "events are missing or moved, and it says that all is well";
  // Whoever takes the last mark takes the proof that the end was ever synced; what is left is a torn tail.
  const { path, kind, bytes } = done;
  const isEnd = path === LEDGER_PATH;
  const hasProof = !isEnd || (kind !== "cut" && lastNewlines(bytes) >= lastNewlines(files.get(path) ?? bytes));
  return left.length === events.length || !hasProof ? undefined : "the end is missing, and it says that all is well";
}

function lastNewlines(bytes: Buffer): number {
  let count = 0;
  while (bytes.at(-1 - count) === NEWLINE) count++;
  return count;
}

/** A damaged head may cost nothing: the ledger says everything without it. */
function wrongHead({ events }: Recorded, { isReported, events: left }: Found): string | undefined {
  return isReported || left.length === events.length ? undefined : "events are missing because of the head";
}

/** The same ledger as the reference daemon would have written it: without seals, marks and head. */
function asReference({ files, events }: Recorded): Recorded {
  const text = [...files].map(([path, bytes]) => (LEDGER_FILE.test(path) ? bytes.toString() : "")).join("");
  const plain = text.replace(/,"at":\d+,"durable":\d+,"crc":"[0-9a-f]{8}"\}/g, "}").replace(/\n+/g, "\n");
  return { files: new Map([[LEDGER_PATH, Buffer.from(plain.trimStart())]]), events };
}

function withoutLastNewline(files: Recorded["files"]): Recorded["files"] {
  return new Map(Array.from(files, ([path, bytes]) => [path, bytes.subarray(0, -1)]));
}

class Tally {
  readonly #counts = new Map<string, number>();

  add(name: string): void {
    this.#counts.set(name, this.count(name) + 1);
  }

  count(name: string): number {
    return this.#counts.get(name) ?? 0;
  }

  toString(): string {
    return JSON.stringify(Object.fromEntries([...this.#counts].sort()));
  }
}

describe("damage to a valid ledger", () => {
  it("changes nothing or is reported", { timeout: 60_000 + DAMAGES * 20 }, async () => {
    const tally = new Tally();
    for (let seed = FIRST; seed < FIRST + DAMAGES; seed++) {
      const random = new Random(seed);
      const ledger = random.pick(ledgers);
      const isHead = ledger.files.has(HEAD_PATH) && random.chance(5);
      const path = isHead ? HEAD_PATH : random.pick([...ledger.files.keys()].filter((name) => LEDGER_FILE.test(name)));
      const done = { path, ...damage(random, ledger.files.get(path) ?? Buffer.alloc(2)) };
      const outcome = await found(new Map(ledger.files).set(path, done.bytes));
      const fault = isHead ? wrongHead(ledger, outcome) : wrong(done, ledger, outcome);
      const replay = `SEED=${seed} DAMAGES=1 npx vitest run test/simulation/corruption.test.ts`;
      expect(fault, `${path}: ${done.what}\nreplay: ${replay}`).toBeUndefined();
      tally.add(`${done.kind} ${outcome.isReported ? "reported" : "harmless or cut"}`);
      tally.add(`recovery ${outcome.row}`);
    }
    process.stdout.write(`damages: ${tally.toString()}\n`);
    if (DAMAGES < 1000) return;
    for (const kind of DAMAGE_KINDS) expect(tally.count(`${kind} reported`), kind).toBeGreaterThan(0);
    for (const row of OWN_ROWS) expect(tally.count(`recovery ${row}`), row).toBeGreaterThan(0);
  });

  it("of whole files is reported", { timeout: 60_000 + DAMAGES * 2 }, async () => {
    const tally = new Tally();
    for (let seed = FIRST; seed < FIRST + DAMAGES / 20; seed++) {
      const random = new Random(seed);
      const ledger = random.pick(ledgers.slice(WHOLE_LEDGERS));
      const done = damageFiles(random, ledger.files);
      const { isReported, row } = await found(done.files);
      const replay = `SEED=${seed} DAMAGES=20 npx vitest run test/simulation/corruption.test.ts`;
      expect(isReported, `${done.what}\nreplay: ${replay}`).toBe(true);
      tally.add(`${done.kind} ${row}`);
    }
    process.stdout.write(`damages of whole files: ${tally.toString()}\n`);
    if (DAMAGES < 1000) return;
    for (const kind of FILE_DAMAGE_KINDS) expect(tally.count(`${kind} segment-damage`), kind).toBeGreaterThan(0);
  });

  it(
    "of the reference never keeps it from being read, and leads to every row",
    { timeout: 60_000 + DAMAGES * 20 },
    async () => {
      const tally = new Tally();
      for (let seed = FIRST; seed < FIRST + DAMAGES / 10; seed++) {
        const random = new Random(seed);
        const whole = asReference(random.pick(ledgers));
        // A writer that forgot the last newline is not damaged.
        const files = random.chance(30) ? withoutLastNewline(whole.files) : whole.files;
        const once = damage(random, files.get(LEDGER_PATH) ?? Buffer.alloc(2)).bytes;
        const bytes = once.length > 1 && random.chance(50) ? damage(random, once).bytes : once;
        const { row } = await found(new Map([[LEDGER_PATH, bytes]]));
        tally.add(`recovery ${row}`);
      }
      process.stdout.write(`damages of the reference's: ${tally.toString()}\n`);
      if (DAMAGES < 10_000) return;
      for (const row of FOREIGN_ROWS) expect(tally.count(`recovery ${row}`), row).toBeGreaterThan(0);
    },
  );
});
