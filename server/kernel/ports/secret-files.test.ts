import { mkdtemp, readFile, readdir, rm, stat, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { systemSecretFiles } from "./secret-files.js";

let directory = "";

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "specwright-secret-"));
});
afterEach(() => rm(directory, { recursive: true }));

describe("a secret", () => {
  it.each([0, 0o277])("is there whole or not at all, for its owner alone, under umask %o", async (umask) => {
    const path = join(directory, "deep/token");
    const before = process.umask(umask === 0 ? 0 : 0o077);
    try {
      await systemSecretFiles.create(path, "secret");
    } finally {
      process.umask(before);
    }
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect(await systemSecretFiles.read(path)).toEqual({ text: "secret", mode: 0o600 });
    await expect(systemSecretFiles.create(path, "other")).rejects.toMatchObject({ code: "EEXIST" });
    expect(await readdir(join(directory, "deep"))).toEqual(["token"]);
  });

  it("is not read behind a link that is not to be followed, and not written there", async () => {
    const [mine, path] = [join(directory, "mine"), join(directory, "token")];
    await writeFile(mine, "mine", { mode: 0o600 });
    await symlink(mine, path);
    expect((await systemSecretFiles.read(path))?.text).toBe("mine");
    await expect(systemSecretFiles.read(path, "refuse")).rejects.toMatchObject({ code: "ELOOP" });
    await symlink(mine, `${path}2.${process.pid}.tmp`);
    await systemSecretFiles.create(`${path}2`, "secret");
    expect(await readFile(mine, "utf8")).toBe("mine");
    expect(await systemSecretFiles.read(join(directory, "none"), "refuse")).toBeUndefined();
  });
});
