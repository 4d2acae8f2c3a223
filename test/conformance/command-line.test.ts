import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { afterAll, describe, expect, it } from "vitest";
import { temporaryFolder } from "../folders.js";
import type { FaultName } from "./broken/faults.js";
import { ModelDaemon } from "./broken/model-daemon.js";
import { runConformance } from "./main.js";

const { folder, remove } = temporaryFolder({
  "known.txt": "# it has no Allow\n1.methods.not-allowed\n1.methods.not-allowed-aliases # as above\n",
  "none.txt": "1.methods.no-such-case\n",
});

afterAll(remove);

interface Run {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Judges a model with faults through the command line; the model answers meanwhile. */
async function judge(faults: readonly FaultName[], ...argv: readonly string[]): Promise<Run> {
  const daemon = await ModelDaemon.start(...faults);
  const run = await judgeAt(daemon.url, "--token", daemon.token, ...argv);
  await daemon.stop();
  return run;
}

async function judgeAt(url: string, ...argv: readonly string[]): Promise<Run> {
  const program = ["--import", "tsx", "generator/cli.ts", "conformance", "jobspec", "--url", url];
  const child = spawn(process.execPath, [...program, ...argv]);
  const code = new Promise<number | null>((resolve) => child.once("close", resolve));
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
  return { code: await code, stdout, stderr };
}

/** Judges a server on level 1 that answers each request by this. */
async function judgeServer(listener: RequestListener, ...argv: readonly string[]): Promise<Run> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo; // a TCP server has one once it listens
  const run = await judgeAt(`http://127.0.0.1:${port}`, "--level", "1", ...argv);
  server.closeAllConnections();
  server.close();
  return run;
}

describe("specwright conformance jobspec", () => {
  it("tells what passed, could not be seen and was not claimed, and writes both reports", async () => {
    const [json, junit] = [join(folder, "report.json"), join(folder, "report.xml")];
    const run = await judge([], "--level", "1", "--json", json, "--junit", junit);
    expect(run).toMatchObject({ code: 0, stderr: "" });
    expect(run.stdout).toMatch(/^not observable, needs --damage: 1\.degraded\.health, /);
    expect(run.stdout).toMatch(/\n1 Observe +\d+ +- +5 +-\n2 Enqueue +- +- +- +\d+\n/);
    const report = JSON.parse(readFileSync(json, "utf8")) as { conforming: boolean; cases: object[] };
    expect(report).toMatchObject({ report: "specwright.conformance.v1", conforming: true });
    expect(report.cases).toContainEqual(expect.objectContaining({ id: "1.observe.health", verdict: "passed" }));
    expect(report.cases).toContainEqual(expect.objectContaining({ id: "2.auth.bearer", verdict: "not-claimed" }));
    const xml = readFileSync(junit, "utf8");
    expect(xml).toContain('<testsuite name="jobspec 1 Observe" tests="');
    expect(xml).toMatch(/name="1\.degraded\.health" time="[\d.]+">\s+<skipped message="needs --damage"\/>/);
  }, 60_000);

  it("tells of a failure the request, both sides and what it rests on, and not the token", async () => {
    const files = [join(folder, "failed.xml"), join(folder, "failed.json")] as const;
    const only = ["--only", "1.methods.*", "2.auth.not-in-query"];
    const run = await judge(["no-allow", "token-in-query"], ...only, "--junit", files[0], "--json", files[1]);
    expect(run.code).toBe(1);
    expect(run.stdout).toContain("failed 1.methods.not-allowed: A method that a path does not have is 405");
    expect(run.stdout).toMatch(/case {6}\S*1-methods\.yaml:\d+:\d+\n {2}request {3}POST \/v1\/health \{\}/);
    expect(run.stdout).toMatch(/expected {2}header allow: !match ".*GET.*"\n {2}got {7}nothing\n/);
    expect(run.stdout).toContain('rests on  contract: "The path exists, but not with this method."');
    expect(run.stdout).toContain("request   POST /v1/jobs?token=*** {");
    const written = files.map((file) => readFileSync(file, "utf8"));
    expect([run.stdout, ...written].filter((report) => report.includes("model-token"))).toEqual([]);
  }, 60_000);

  it("asks whether the token is right when nearly everything was denied", async () => {
    const run = await judge([], "--only", "2.ids.kept", "2.ids.generated", "2.bodies.null-payload", "--token", "other");
    expect(run).toMatchObject({ code: 1, stderr: expect.stringMatching(/^3 of 3 failures .* \(403\): is the token/) });
    const found = await judge(["no-allow"], "--only", "1.methods.*");
    expect(found).toMatchObject({ code: 1, stderr: "" });
  }, 60_000);

  it("asks whether the URL is right when nearly nothing was JSON", async () => {
    const run = await judgeServer((_, response) => response.end("<html></html>"), "--only", "1.observe.health");
    expect(run).toMatchObject({
      code: 1,
      stderr: "1 of 1 failures are replies without JSON: is the URL a JobSpec daemon's?\n",
    });
  }, 60_000);

  it("gives up where a reply never ends, and where no worker protocol answers", async () => {
    const [endless, workerless] = await Promise.all([
      judgeServer((_, response) => void response.write("{"), "--timeout-ms", "300"),
      judge([], "--worker-url", "http://127.0.0.1:1"),
    ]);
    expect(endless).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/does not answer: no reply within 300 ms\n$/),
    });
    expect(workerless).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/^http:\/\/127\.0\.0\.1:1 does not answer/),
    });
  }, 60_000);

  it("lets cases fail that are known to fail, and only those", async () => {
    const only = ["--only", "1.methods.*", "--known-failing"];
    const [known, unneeded, unknown, partly] = await Promise.all([
      judge(["no-allow"], ...only, join(folder, "known.txt")),
      judge([], ...only, join(folder, "known.txt")),
      judge([], "--level", "1", "--known-failing", join(folder, "none.txt")),
      judge([], "--only", "1.observe.health", "--known-failing", join(folder, "known.txt")),
    ]);
    expect(partly).toMatchObject({ code: 0, stderr: "" });
    expect(known.code).toBe(0);
    expect(known.stdout).toMatch(/known failing .*\n1 Observe +2 +- +2 /);
    expect(unneeded.code).toBe(1);
    expect(unneeded.stdout).toContain("is listed as known to fail, but passes: take it off the list");
    expect(unknown).toMatchObject({ code: 1, stderr: "known to fail, but no case: 1.methods.no-such-case\n" });
  }, 120_000);

  it("runs the user's command for a restart, and gives up when it fails", async () => {
    const restarted = join(folder, "restarted");
    const only = ["--only", "3.cancel.restart", "--restart"];
    const [good, bad] = await Promise.all([
      judge([], ...only, `echo yes > '${restarted}'`),
      judge([], ...only, "exit 3", "--json", join(folder, "none.json")),
    ]);
    expect(good.code).toBe(0);
    expect(existsSync(restarted)).toBe(true);
    expect(existsSync(join(folder, "none.json"))).toBe(false);
    expect(bad).toMatchObject({ code: 2, stderr: '"exit 3" failed: it ended with 3\n' });
  }, 60_000);

  it.each([
    [["jobspec"]],
    [["jobspec", "--url", "localhost"]],
    [["jobspec", "--url", "http://127.0.0.1:1", "--level", "1"]],
    [["jobspec", "--url", "http://127.0.0.1:1", "--level", "5"]],
    [["jobspec", "--url", "http://127.0.0.1:1", "--token", " "]],
    [["jobspec", "--url", "http://127.0.0.1:1", "--level", "1", "--known-failing", "test"]],
    [["jobspec", "--url", "http://127.0.0.1:1", "--level", "1,,2"]],
    [["jobspec", "--url", "http://127.0.0.1:1", "--token", "t", "--timeout-ms", "0"]],
    [["jobspec", "--url", "http://127.0.0.1:1", "--known-failing", "no-such-file", "--level", "1"]],
    [["jobspec", "--url", "http://127.0.0.1:1", "--json", "no-such-folder/report.json", "--level", "1"]],
    [["taskrunner"]],
  ])("does not judge with %j", async (argv) => {
    expect(await runConformance(argv)).toBe(2);
  });
});
