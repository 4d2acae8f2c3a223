import { chmod, link, mkdtemp, readFile, rm, stat, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { expect, it } from "vitest";

import { fileStorage } from "../ports/file-storage.js";
import { MemoryStorage } from "../ports/memory-storage.js";
import { writeWhole } from "./whole-file.js";

async function* pieces(...texts: readonly string[]): AsyncGenerator<string> {
  yield* texts;
}

it("keeps the old file and gives the space back when the disk fills in the midst of the new one", async () => {
  let appends = 0;
  const fault = (call: string): { code: string } | undefined =>
    call === "append" && ++appends === 3 ? { code: "ENOSPC" } : undefined;
  const storage = new MemoryStorage({ fault });
  await writeWhole(storage, "f", pieces("old"));
  await expect(writeWhole(storage, "f", pieces("half", " and half"))).rejects.toMatchObject({ code: "ENOSPC" });
  expect([storage.bytes("f")?.toString(), storage.bytes("f.tmp")?.length]).toEqual(["old", 0]);
  await writeWhole(storage, "f", pieces("new"));
  expect(storage.bytes("f")?.toString()).toBe("new");
});

it.each([
  ["open to others", async (path: string) => chmod(path, 0o666)],
  ["another name of a file", async (path: string, mine: string) => rm(path).then(() => link(mine, path))],
  ["a link", async (path: string, mine: string) => rm(path).then(() => symlink(mine, path))],
])("does not write into a temporary file that is %s", async (_, spoil) => {
  const root = await mkdtemp(join(tmpdir(), "specwright-whole-"));
  try {
    const mine = join(root, "mine");
    await writeFile(mine, "mine");
    await writeFile(join(root, "f.tmp"), "old");
    await spoil(join(root, "f.tmp"), mine);
    expect(await writeWhole(fileStorage(root), "f", pieces("né", "w"))).toBe(4);
    expect(await readFile(join(root, "f"), "utf8")).toBe("néw");
    expect((await stat(join(root, "f"))).mode & 0o777).toBe(0o600);
    expect(await readFile(mine, "utf8")).toBe("mine");
  } finally {
    await rm(root, { recursive: true });
  }
});
