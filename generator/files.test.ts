import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { writeFiles } from "./files.js";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "specwright-files-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const FILES = new Map([
  ["a.ts", "new a"],
  ["deep/b.ts", "new b"],
]);

describe("writeFiles", () => {
  it("writes what differs, and leaves nothing else behind", () => {
    writeFileSync(join(folder, "a.ts"), "new a");
    expect(writeFiles(folder, FILES)).toEqual(["deep/b.ts"]);
    expect(readdirSync(folder, { recursive: true }).sort()).toEqual(["a.ts", "deep", "deep/b.ts"]);
  });

  it("changes no file when one cannot be written, and names that one", () => {
    writeFileSync(join(folder, "a.ts"), "old a");
    mkdirSync(join(folder, "deep/b.ts.tmp"), { recursive: true });
    expect(() => writeFiles(folder, FILES)).toThrow(expect.objectContaining({ path: join(folder, "deep/b.ts") }));
    expect(readFileSync(join(folder, "a.ts"), "utf8")).toBe("old a");
    expect(readdirSync(folder).sort()).toEqual(["a.ts", "deep"]);
  });

  it("removes what it had begun when a folder is in the way", () => {
    mkdirSync(join(folder, "deep/b.ts"), { recursive: true });
    expect(() => writeFiles(folder, FILES)).toThrow(expect.objectContaining({ dest: join(folder, "deep/b.ts") }));
    expect(readdirSync(folder, { recursive: true }).sort()).toEqual(["a.ts", "deep", "deep/b.ts"]);
  });
});
