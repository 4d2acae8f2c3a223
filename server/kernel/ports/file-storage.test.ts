import { link, mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { fileStorage } from "./file-storage.js";
import { MemoryStorage } from "./memory-storage.js";
import type { Storage } from "./storage.js";
import { faultReason } from "./storage.js";

let root = "";
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "specwright-storage-"));
});
afterEach(() => rm(root, { recursive: true, force: true }));

describe.each<[string, () => Storage]>([
  ["fileStorage", () => fileStorage(root)],
  ["MemoryStorage", () => new MemoryStorage()],
])("%s", (_name, make) => {
  it("appends, reads, cuts and finds again", async () => {
    const storage = make();
    await storage.makeDirectory("a/b");
    expect(await storage.open("a/b/f")).toBeUndefined();
    const file = await storage.create("a/b/f");
    expect(file.append(Buffer.from("hello "))).toBe(6);
    expect(file.append(Buffer.from("world"))).toBe(5);
    await file.sync();
    await file.truncate(8);
    file.append(Buffer.from("!"));
    expect([file.size(), (await file.read(6, 100)).toString()]).toEqual([9, "wo!"]);
    await storage.syncDirectory("a/b");
    await file.close();
    const again = await storage.open("a/b/f");
    expect((await again?.read(0, 5))?.toString()).toBe("hello");
    await again?.close();
    await expect(storage.create("a/b/f")).rejects.toMatchObject({ code: "EEXIST" });
  });

  it("writes bytes again where they are, and removes names", async () => {
    const storage = make();
    await storage.makeDirectory("a");
    const file = await storage.create("a/f");
    file.append(Buffer.from("hello world"));
    await file.rewrite(6, Buffer.from("world"));
    await file.rewrite(2, Buffer.from("LL"));
    file.append(Buffer.from("!"));
    expect([file.size(), (await file.read(0, 100)).toString()]).toEqual([12, "heLLo world!"]);
    await file.close();
    await storage.remove("a/f");
    expect([await storage.open("a/f"), await storage.list("a")]).toEqual([undefined, []]);
    await expect(storage.remove("a/f")).rejects.toMatchObject({ code: "ENOENT" });
  });

  it("lists names and renames over a file that is there", async () => {
    const storage = make();
    expect(await storage.list("a")).toEqual([]);
    await storage.makeDirectory("a");
    await storage.replace("a/y", "old");
    await storage.replace("a/x", "new");
    expect(await storage.list("a")).toEqual(["x", "y"]);
    await storage.rename("a/x", "a/y");
    expect(await storage.list("a")).toEqual(["y"]);
    const file = await storage.open("a/y");
    expect((await file?.read(0, 10))?.toString()).toBe("new");
    await file?.close();
    await expect(storage.rename("a/x", "a/y")).rejects.toMatchObject({ code: "ENOENT" });
  });
});

describe("fileStorage", () => {
  it("keeps files and directories to their owner, and replaces a file as a whole", async () => {
    const storage = fileStorage(root);
    await storage.makeDirectory("d");
    await storage.replace("d/x", "one");
    await storage.replace("d/x", "two");
    const mode = async (path: string): Promise<number> => (await stat(join(root, path))).mode & 0o777;
    expect(await readFile(join(root, "d/x"), "utf8")).toBe("two");
    expect([await mode("d/x"), await mode("d")]).toEqual([0o600, 0o700]);
  });

  it("writes nothing through what stands in the place of a temporary file", async () => {
    await writeFile(join(root, "other"), "theirs", { mode: 0o644 });
    await link(join(root, "other"), join(root, "x.tmp"));
    await fileStorage(root).replace("x", "ours");
    expect(await readFile(join(root, "other"), "utf8")).toBe("theirs");
    expect(await readFile(join(root, "x"), "utf8")).toBe("ours");
    expect((await stat(join(root, "x"))).mode & 0o777).toBe(0o600);
  });

  it("tells no end of a file that somebody has removed", async () => {
    const storage = fileStorage(root);
    const file = await storage.create("x");
    expect(file.append(Buffer.from("one"))).toBe(3);
    expect(file.size()).toBe(3);
    await rm(join(root, "x"));
    expect(() => file.size()).toThrow(expect.objectContaining({ code: "ENOENT" }));
    expect((await file.read(0, 9)).toString()).toBe("one");
    await file.close();
  });

  it("asks for no permission to write when it only reads", async () => {
    await fileStorage(root).replace("x", "one");
    const file = await fileStorage(root, "read").open("x");
    expect((await file?.read(0, 3))?.toString()).toBe("one");
    expect(() => file?.append(Buffer.from("two"))).toThrow(expect.objectContaining({ code: "EBADF" }));
    await file?.close();
  });

  it("tells what is wrong without telling where", async () => {
    const storage = fileStorage(root);
    await storage.makeDirectory("d/ledger.jsonl");
    const fault: unknown = await storage.open("d/ledger.jsonl").catch((reason: unknown) => reason);
    expect(faultReason(fault)).toBe("is a directory");
    expect(faultReason(new Error("?"))).toBe("input/output error");
  });
});
