import { describe, expect, it } from "vitest";

import { MemoryStorage } from "../ports/memory-storage.js";
import { rewriteUnproven } from "./unproven.js";

const LINE = `${"x".repeat(1000)}\n`;
const LONG = LINE.repeat(3000);

describe("what stands behind the last mark", () => {
  it.each([
    ["after one mark", `${LINE}\n\n${LINE}`, 1000],
    ["after the last of two", `${LINE}\n\n${LINE}\n\n${LONG}`, 2003],
    ["when nothing does", `${LINE}\n\n`, 1000],
    ["behind a run of empty lines", `${LINE}${"\n".repeat(5000)}${LINE}`, 1000],
    ["where a line is not empty", `${LINE}\n\n${LINE} \n${LINE}`, 1000],
    ["without a mark", LONG, 0],
    ["of a mark alone", "\n\n", 0],
    ["of nothing", "", Infinity],
  ])("is written again, byte for byte: %s", async (_case, text, from) => {
    const storage = new MemoryStorage();
    const file = await storage.create("f");
    file.append(Buffer.from(text));
    const rewrite = file.rewrite.bind(file);
    let first = Infinity;
    let written = 0;
    file.rewrite = (offset, bytes) => {
      first = Math.min(first, offset);
      written += bytes.length;
      return rewrite(offset, bytes);
    };
    await rewriteUnproven(file, text.length);
    expect([first, written]).toEqual([from, text === "" ? 0 : text.length - from]);
    expect(storage.bytes("f")?.toString()).toBe(text);
  });
});
