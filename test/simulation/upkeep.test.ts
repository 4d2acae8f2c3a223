import { describe, expect, it } from "vitest";

import { archiveFile, filesToArchive } from "../../server/ledger-commands/archive.js";
import { repairLedger } from "../../server/ledger-commands/repair.js";
import { isSound, reportOf } from "../../server/ledger-commands/report.js";
import { surveyLedger } from "../../server/ledger-commands/survey-ledger.js";
import type { Storage } from "../../server/kernel/ports/storage.js";
import { DAEMON_DIRECTORY } from "../../server/jobspec/ledger-place.js";
import { countSealed } from "./daemon-life.js";
import { FaultPlan } from "./fault-plan.js";
import { Random } from "./random.js";
import { SimulatedDisk } from "./simulated-disk.js";
import { SimulatedStorage } from "./simulated-storage.js";
import { runSeed } from "./simulation.js";
import { Trace } from "./trace.js";

type Files = ReadonlyMap<string, Buffer>;

/** A power cut leaves one of several disks: so many are looked at for each call. */
const CUTS = 4;
const LEDGER = /^\.agents\/daemon\/ledger[^/]*$/;

function diskOf(files: Files): SimulatedDisk {
  const disk = new SimulatedDisk();
  for (const [path, bytes] of files) disk.put(path, bytes);
  return disk;
}

function storageOn(disk: SimulatedDisk, onCall?: (call: number) => void): SimulatedStorage {
  const options = { disk, faults: new FaultPlan(), random: new Random(1), trace: new Trace() };
  return new SimulatedStorage({ ...options, ...(onCall === undefined ? {} : { onCall }) });
}

interface Left {
  readonly isSound: boolean;
  readonly ids: readonly string[];
}

async function leftOn(disk: SimulatedDisk): Promise<Left> {
  const ids: string[] = [];
  const found = await surveyLedger(storageOn(disk), ({ event_id }) => ids.push(event_id));
  return { isSound: found !== undefined && isSound(reportOf(found)), ids };
}

async function archiveAll(storage: Storage): Promise<void> {
  const found = await surveyLedger(storage);
  for (const file of found === undefined ? [] : filesToArchive(found)) await archiveFile(storage, file);
}

/** Works on the files until the process dies right before a storage call; resolves with how many calls there were. */
async function workUntil(disk: SimulatedDisk, diesAtCall: number, work: (storage: Storage) => Promise<unknown>) {
  let die: () => void = () => undefined;
  const died = new Promise<void>((resolve) => {
    die = resolve;
  });
  const storage = storageOn(disk, (call) => {
    if (call !== diesAtCall) return;
    storage.stop();
    die();
  });
  // A process that has died says nothing any more, whatever it was about to say.
  await Promise.race([died, work(storage)]).catch((fault: unknown) => {
    if (storage.calls < diesAtCall) throw fault;
  });
  return storage.calls;
}

/** Calls `check` for a disk on which the work ended before each of its storage calls, with and without a power cut. */
async function atEveryCall(
  files: Files,
  work: (storage: Storage) => Promise<unknown>,
  check: (disk: SimulatedDisk, ending: string) => Promise<void>,
): Promise<number> {
  const calls = await workUntil(diskOf(files), Infinity, work);
  for (let call = 1; call <= calls; call++) {
    for (let cut = 0; cut <= CUTS; cut++) {
      const disk = diskOf(files);
      await workUntil(disk, call, work);
      if (cut > 0) disk.cutPower(new Random(call * (CUTS + 1) + cut));
      await check(disk, `call ${call}, ${cut === 0 ? "kill" : `power cut ${cut}`}`);
    }
  }
  return calls;
}

/** A ledger in several files. */
async function ledger(): Promise<Files> {
  const { disk } = await runSeed(4, { plans: [{ faults: new FaultPlan() }], operations: 8, segmentBytes: 2000 });
  expect(countSealed(disk)).toBeGreaterThan(2);
  return new Map(disk.paths().flatMap((path) => (LEDGER.test(path) ? [[path, disk.storedBytes(path)]] : [])));
}

describe("upkeep that is cut short", () => {
  it("loses nothing while it compresses, and can be repeated", { timeout: 120_000 }, async () => {
    const files = await ledger();
    const whole = await leftOn(diskOf(files));
    const calls = await atEveryCall(files, archiveAll, async (disk, ending) => {
      expect([ending, await leftOn(disk)]).toEqual([ending, whole]);
      // Compressing takes far longer than everything else here.
      if (!ending.endsWith("power cut 1")) return;
      await archiveAll(storageOn(disk));
      expect(filesToArchive((await surveyLedger(storageOn(disk))) ?? expect.fail("no ledger"))).toEqual([]);
      expect([ending, await leftOn(disk)]).toEqual([ending, whole]);
    });
    expect(calls).toBeGreaterThan(50);
  });

  it("loses nothing more while it repairs, and can be repeated", { timeout: 120_000 }, async () => {
    const files = new Map(await ledger());
    const [first = "", second = "", third = ""] = [...files.keys()].filter((path) => path.endsWith("Z.jsonl"));
    // A line that is damaged, a file that is missing, and one that does not belong there.
    (files.get(first) ?? Buffer.alloc(0))[60] = 0;
    files.delete(second);
    files.set(`${DAEMON_DIRECTORY}/ledger.29990101T000000.000000000Z.jsonl`, files.get(third) ?? Buffer.alloc(0));
    const readable = await leftOn(diskOf(files));
    expect(readable.isSound).toBe(false);
    const calls = await atEveryCall(files, repairLedger, async (disk, ending) => {
      expect([ending, (await leftOn(disk)).ids]).toEqual([ending, readable.ids]);
      await repairLedger(storageOn(disk));
      expect([ending, await leftOn(disk)]).toEqual([ending, { isSound: true, ids: readable.ids }]);
    });
    expect(calls).toBeGreaterThan(50);
  });
});
