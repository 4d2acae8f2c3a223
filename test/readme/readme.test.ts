import { execFileSync, spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { copyOfTree } from "../folders.js";
import { freePort } from "../free-port.js";
import { consoleSamples, prints, type Sample } from "./console-blocks.js";

/** Runs every command of the README in a copy of the tree, in the order of the page, and compares what it prints. */
const SAMPLES = consoleSamples(readFileSync("README.md", "utf8"));
const START = "npm ci && npm start";
const TEST = "npm ci && npm test";

let folder = "";
let remove = (): void => undefined;
let port = 0;
let daemon: { process: ChildProcess; output: () => string };

beforeAll(async () => {
  // `npm ci` itself is what CI starts with; here its result is shared, to test the page in seconds.
  ({ folder, remove } = copyOfTree());
  port = await freePort();
});

afterAll(() => {
  daemon?.process.kill("SIGKILL");
  remove();
});

/** Some commands compile the whole tree, beside the other suites. */
const COMMAND_TIMEOUT_MS = 240_000;

/** The page's port and scratch folder may be taken; everything else is run as it stands. */
function here(text: string): string {
  return text.replaceAll("8765", String(port)).replaceAll("/tmp/specwright-demo", join(folder, "demo"));
}

function run(sample: Sample): string {
  return execFileSync("bash", ["-c", here(sample.command)], { cwd: folder, encoding: "utf8" });
}

async function startDaemon(): Promise<{ process: ChildProcess; output: () => string }> {
  const child = spawn("npm", ["start", "--", "--addr", `127.0.0.1:${port}`], {
    cwd: folder,
    stdio: ["ignore", "pipe", "inherit"],
  });
  let text = "";
  const isReady = new Promise<void>((done, fail) => {
    child.stdout.on("data", (chunk) => {
      text += String(chunk);
      if (text.includes("mutation token:")) done();
    });
    child.once("exit", (code) => fail(new Error(`the daemon exited with ${code}: ${text}`)));
  });
  await isReady;
  return { process: child, output: () => text };
}

describe("README", () => {
  it("starts the daemon with its first command line", { timeout: COMMAND_TIMEOUT_MS }, async () => {
    const [first] = SAMPLES;
    expect(first?.command).toBe(START);
    daemon = await startDaemon();
    expect(prints(daemon.output(), (first?.output ?? []).map(here)), daemon.output()).toBe(true);
  });

  it("names as second command line what CI runs", () => {
    expect(SAMPLES[1]?.command).toBe(TEST);
    expect(readFileSync(".ci/run", "utf8").split("\n")).toContain(TEST);
  });

  const later = SAMPLES.slice(2).map((sample) => [sample.command, sample] as const);
  it.each(later)("%s", { timeout: COMMAND_TIMEOUT_MS }, (_command, sample) => {
    const text = run(sample);
    expect(prints(text, sample.output.map(here)), text).toBe(true);
  });

  it("stops the daemon by signal, with exit code 0", async () => {
    const exited = once(daemon.process, "exit");
    daemon.process.kill("SIGTERM");
    expect((await exited)[0]).toBe(0);
  });
});

describe("prints", () => {
  it.each([
    ["a\nb\n", ["a"], true],
    ["x\na 1 b\ny\n", ["a ... b"], true],
    ["a\nx\nb\n", ["a", "b"], true],
    ["b\na\n", ["a", "b"], false],
    ["ab\n", ["a"], false],
  ])("%j and %j: %s", (text, output, expected) => {
    expect(prints(text, output)).toBe(expected);
  });
});
