import { describe, expect, it } from "vitest";

import type { FaultKind, PlannedFault } from "./fault-plan.js";
import { FaultPlan } from "./fault-plan.js";
import { SECTOR_BYTES } from "./file-content.js";
import { Random } from "./random.js";
import { SimulatedDisk } from "./simulated-disk.js";
import { SimulatedStorage } from "./simulated-storage.js";
import { Trace } from "./trace.js";

function mounted(disk = new SimulatedDisk(), faults: readonly PlannedFault[] = []) {
  const plan = new FaultPlan(faults);
  const storage = new SimulatedStorage({ disk, faults: plan, random: new Random(7), trace: new Trace() });
  return { disk, storage };
}

async function stored(disk: SimulatedDisk, path: string, ...parts: readonly string[]) {
  const { storage } = mounted(disk);
  const file = await storage.create(path);
  for (const part of parts) file.append(Buffer.from(part));
  await storage.syncDirectory(".");
  return file;
}

/** What power cuts leave of a file, over many seeds; undefined when it is gone. */
async function survivors(build: (disk: SimulatedDisk) => Promise<unknown>): Promise<Set<string | undefined>> {
  const found = new Set<string | undefined>();
  for (let seed = 0; seed < 400; seed++) {
    const disk = new SimulatedDisk();
    await build(disk);
    disk.cutPower(new Random(seed));
    found.add(disk.file("a")?.read().toString());
  }
  return found;
}

describe("a simulated disk", () => {
  it("keeps what was synced, whatever happens", async () => {
    const found = await survivors(async (disk) => {
      const file = await stored(disk, "a", "one", "two");
      await file.sync();
    });
    expect(found).toEqual(new Set(["onetwo"]));
  });

  it("may lose any sector that was not synced, and the length", async () => {
    const [first, second] = ["x".repeat(SECTOR_BYTES), "y".repeat(SECTOR_BYTES)];
    const found = await survivors((disk) => stored(disk, "a", first, second));
    const zeros = "\0".repeat(SECTOR_BYTES);
    for (const text of ["", first + second, zeros + second, first + zeros]) expect(found).toContain(text);
    expect([...found].some((text) => text !== undefined && text.length % SECTOR_BYTES !== 0)).toBe(true);
  });

  it("keeps the synced part of a sector that was written again", async () => {
    const found = await survivors(async (disk) => {
      const file = await stored(disk, "a", "kept");
      await file.sync();
      file.append(Buffer.from("lost"));
    });
    for (const text of found) expect(text).toMatch(/^kept[\0lost]*$/);
    expect(found).toContain("kept");
    expect(found).toContain("keptlost");
  });

  it("may undo a truncation that was not synced", async () => {
    const found = await survivors(async (disk) => {
      const file = await stored(disk, "a", "keptcut");
      await file.sync();
      await file.truncate(4);
    });
    expect(found).toContain("kept");
    expect(found).toContain("keptcut");
  });

  it("never writes again what a failed sync gave up, though readers still see it", async () => {
    const fault = { kind: "EIO", from: 3, isLasting: false } as const;
    const { disk, storage } = mounted(new SimulatedDisk(), [fault]);
    const file = await storage.create("a");
    file.append(Buffer.from("text"));
    await expect(file.sync()).rejects.toMatchObject({ code: "EIO" });
    await file.sync();
    await storage.syncDirectory(".");
    expect(disk.file("a")?.read().toString()).toBe("text");
    expect(disk.storedBytes("a").toString()).toBe("\0\0\0\0");
  });

  it("loses names whose directory was not synced, and never half of a renaming", async () => {
    const found = await survivors(async (disk) => {
      const { storage } = mounted(disk);
      disk.put("a", Buffer.from("old"));
      await storage.replace("a", "new");
    });
    expect(found).toEqual(new Set(["old", "new"]));
    const created = await survivors(async (disk) => {
      await (await mounted(disk).storage.create("a")).sync();
    });
    expect(created).toEqual(new Set([undefined, ""]));
  });

  it("keeps everything when only the process dies", async () => {
    const { disk, storage } = mounted();
    const file = await storage.create("a");
    file.append(Buffer.from("text"));
    storage.stop();
    expect(() => file.append(Buffer.from("more"))).toThrow("the process has died");
    expect(disk.file("a")?.read().toString()).toBe("text");
  });
});

describe("a fault", () => {
  it.each<[FaultKind, number, string]>([
    ["EIO", 0, "EIO"],
    ["ENOSPC", 1, "ENOSPC"],
  ])("%s of an append takes nothing or a part, then throws", async (kind, least, code) => {
    const { disk, storage } = mounted(new SimulatedDisk(), [{ kind, from: 2, isLasting: false }]);
    const file = await storage.create("a");
    const bytes = Buffer.alloc(1000, "x");
    if (least > 0) expect(file.append(bytes)).toBeLessThan(1000);
    expect(() => file.append(bytes)).toThrow(code);
    expect(disk.file("a")?.length).toBeLessThan(1000);
    expect(file.append(bytes)).toBe(1000);
  });

  it("strikes at the first call it applies to, and for ever if it lasts", async () => {
    const { storage } = mounted(new SimulatedDisk(), [{ kind: "failed sync", from: 1, isLasting: true }]);
    const file = await storage.create("a");
    expect(file.append(Buffer.from("x"))).toBe(1);
    await expect(file.sync()).rejects.toMatchObject({ code: "EIO" });
    await expect(storage.syncDirectory(".")).rejects.toMatchObject({ code: "EIO" });
  });
});
