import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { findings } from "./tidy/rules.js";

const FILES = execFileSync("git", ["ls-files", "-co", "--exclude-standard", "*.ts"], { encoding: "utf8" })
  .trim()
  .split("\n")
  .filter((path) => !path.startsWith("generated/") && !path.includes("/expected/") && !path.endsWith(".tmp.ts"));

it("every hand-written file keeps the house style", () => {
  expect(FILES.length).toBeGreaterThan(50);
  expect(FILES.flatMap((path) => findings({ path, text: readFileSync(path, "utf8") }))).toEqual([]);
});

describe("each rule finds what breaks it", () => {
  it.each([
    ["generator/a.ts", 'import { x } from "../server/x.js";', "generator imports server/x.js"],
    ["server/jobspec/a.ts", 'import { x } from "../../generator/x.js";', "server imports generator/x.js"],
    ["client/a.ts", 'export * from "../server/x.js";', "client imports server/x.js"],
    ["test/conformance/a.ts", 'import { x } from "../../server/x.js";', "test/conformance imports server/x.js"],
    ["test/conformance/run/a.ts", 'import { x } from "../../cli/x.js";', "test/conformance imports test/cli/x.js"],
    ["server/kernel/a.ts", 'import { x } from "../jobspec/x.js";', "server/kernel imports server/jobspec/x.js"],
    ["server/jobspec/a.ts", 'import { x } from "../taskrunner/x.js";', "server/jobspec imports server/taskrunner/x.js"],
    ["server/jobspec/queue/a.ts", 'import { x } from "node:crypto";', "a decider imports node:crypto"],
    ["server/jobspec/a.ts", "const now = Date.now();", "Date.now( outside of kernel/ports and main.ts"],
    ["server/http/a.ts", "const home = process.env.HOME;", "process.env outside of kernel/ports and main.ts"],
    ["generator/a.ts", "class JobManager {}", "the name JobManager says nothing"],
    ["generator/a.ts", "let x: any;", "any"],
    ["generator/a.ts", `const x = "${"y".repeat(120)}";`, "line of 133 characters"],
    ["generator/a.ts", "function f(a: 1, b: 2, c: 3, d: 4) {}", "4 parameters; use an options object"],
    ["generator/a.ts", `function f() {\n${"f();\n".repeat(69)}}`, "function of 71 lines"],
    ["generator/a.ts", "f();\n".repeat(401), "401 lines"],
  ])("%s: %s", (path, text, what) => {
    expect(findings({ path, text }).map((finding) => finding.replace(/^[^:]+:\d+: /, ""))).toEqual([what]);
  });

  it("lets through what is allowed", () => {
    expect(
      findings({ path: "server/main.ts", text: 'import { x } from "./jobspec/x.js";\nconst now = Date.now();' }),
    ).toEqual([]);
    expect(
      findings({ path: "server/jobspec/a.ts", text: 'import type { x } from "../../generated/jobspec/types.js";' }),
    ).toEqual([]);
  });
});
