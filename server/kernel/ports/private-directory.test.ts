import { chown, mkdir, mkdtemp, rm, stat, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { DirectoryError, makeStep, privateDirectory } from "./private-directory.js";

let base = "";
beforeEach(async () => {
  base = await mkdtemp(join(tmpdir(), "specwright-private-"));
});
afterEach(async () => {
  vi.restoreAllMocks();
  await rm(base, { recursive: true, force: true });
});

describe("privateDirectory", () => {
  it("makes steps, and gives the real path", async () => {
    await symlink(base, `${base}-link`);
    expect(await privateDirectory(`${base}-link`, ["a", "b"])).toBe(base);
    expect((await stat(join(base, "a/b"))).mode & 0o777).toBe(0o700);
    await rm(`${base}-link`);
  });

  it("makes no root", async () => {
    const absent = join(base, "p");
    await expect(privateDirectory(absent, ["a"])).rejects.toThrow(DirectoryError);
    await expect(stat(absent)).rejects.toMatchObject({ code: "ENOENT" });
  });

  it("refuses a directory of another user", async () => {
    await mkdir(join(base, "a"));
    vi.spyOn(process, "geteuid").mockReturnValue((process.getuid?.() ?? 0) + 1);
    const message = /\/a belongs to user \d+, not to \d+$/;
    await expect(privateDirectory(base, ["a"])).rejects.toThrow(message);
    await expect(privateDirectory(base, ["a"])).rejects.toBeInstanceOf(DirectoryError);
  });

  it.skipIf(process.getuid?.() !== 0)("lets root serve the directory of a user (needs root)", async () => {
    await mkdir(join(base, "a"));
    await chown(join(base, "a"), 1234, 1234);
    expect(await privateDirectory(base, ["a"])).toBe(base);
  });

  it.skipIf(process.getuid?.() !== 0)("refuses one with a file of somebody else in it (needs root)", async () => {
    await mkdir(join(base, "a"));
    const path = join(base, "a/ledger");
    await writeFile(path, "");
    await chown(path, 1234, 1234);
    for (let start = 0; start < 2; start++) {
      await expect(privateDirectory(base, ["a"])).rejects.toThrow(`${path} belongs to user 1234; remove it`);
    }
    await chown(join(base, "a"), 1234, 1234);
    expect(await privateDirectory(base, ["a"])).toBe(base);
  });

  it("does not mind files that come and go", async () => {
    let isBusy = true;
    const busy = async (): Promise<void> => {
      for (let turn = 0; isBusy; turn++) {
        await writeFile(join(base, "a", `${turn % 8}.tmp`), "");
        await rm(join(base, "a", `${turn % 8}.tmp`));
      }
    };
    await mkdir(join(base, "a"));
    const others = Promise.all([busy(), busy()]).catch(() => undefined);
    try {
      for (let start = 0; start < 100; start++) expect(await privateDirectory(base, ["a"])).toBe(base);
    } finally {
      isBusy = false;
      await others;
    }
  });

  it("takes no file for a directory", async () => {
    await writeFile(join(base, "a"), "");
    await expect(makeStep(join(base, "a"))).rejects.toMatchObject({ code: "EEXIST" });
  });
});
