import { expect, it } from "vitest";

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
