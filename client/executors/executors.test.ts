import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

import { afterAll, beforeAll, describe, expect, it } from "vitest";

import type { Artifacts, ClaimedJob, JobType } from "../../generated/worker/types.js";
import { ClaimLost, JobFailure } from "../worker/job.js";
import { loadExecutors, readExecutors } from "./executors-file.js";
import { parseResult } from "./result.js";

let root = "";
const environment = { PATH: process.env["PATH"], SECRET: "s", OTHER: "o" };

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), "specwright-executors-"));
  mkdirSync(join(root, "tools"));
  writeFileSync(join(root, "tools/hello"), '#!/bin/sh\necho \'{"artifacts":{"who":"hello"}}\'\n');
  chmodSync(join(root, "tools/hello"), 0o755);
});

afterAll(() => {
  rmSync(root, { recursive: true, force: true });
});

function read(yaml: string): ReturnType<typeof readExecutors> {
  return readExecutors("executors.yaml", yaml, { root, environment });
}

function jobOf(job_type: JobType, change: Partial<ClaimedJob> = {}): ClaimedJob {
  return { job_id: "j/1", job_type, request_id: "r", attempt: 1, max_attempts: 3, payload: { of: "j" }, ...change };
}

interface Ran {
  readonly artifacts?: Artifacts | undefined;
  readonly failure?: Pick<JobFailure, "code" | "message" | "retryable">;
}

/** Runs a job of type `rpi.run` with a script of the shell. */
async function script(text: string, settings: object = {}, signal = new AbortController().signal): Promise<Ran> {
  const yaml = JSON.stringify({ executors: { "rpi.run": { command: ["sh", "-c", text], ...settings } } });
  return run(read(yaml), jobOf("rpi.run"), signal);
}

async function run(
  executors: ReturnType<typeof readExecutors>,
  job: ClaimedJob,
  signal = new AbortController().signal,
): Promise<Ran> {
  try {
    return { artifacts: await executors[job.job_type]?.(job, { signal, report: () => undefined }) };
  } catch (fault) {
    if (!(fault instanceof JobFailure))
      return { failure: { code: "request_rejected", message: String(fault), retryable: false } };
    const { code, message, retryable, artifacts } = fault;
    return { artifacts, failure: { code, message, retryable } };
  }
}

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 20));
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

describe("executors.yaml", () => {
  it.each([
    ["executors: [", "1:13: "],
    ["executor: {}", '1:1: unknown key "executor"'],
    ["{}", '1:1: has no "executors"'],
    ["executors: {}", "1:12: names no job type"],
    ["executors:\n  rpi.walk: {command: [sh]}", '2:3: unknown job type "rpi.walk"; there are rpi.run,'],
    ["executors:\n  rpi.run: {}", '2:12: has neither "command" nor "builtin"'],
    ["executors:\n  rpi.run:\n    command: sh -c true", "3:14: is to be a list"],
    ["executors:\n  rpi.run: {command: []}", "2:22: names no program"],
    ["executors:\n  rpi.run: {command: [no-such-program]}", '2:23: there is no program "no-such-program"'],
    ["executors:\n  rpi.run: {command: [./tools/none]}", '2:23: there is no program "./tools/none"'],
    ["executors:\n  rpi.run: {command: [sh], cwd: nowhere}", "2:33: there is no directory"],
    ["executors:\n  rpi.run: {command: [sh], timeout_seconds: 0}", "2:45: is to be a whole number from 1 to"],
    ["executors:\n  rpi.run: {command: [sh], timeout: 9}", '2:28: unknown key "timeout"'],
    ["executors:\n  rpi.run: {command: [sh], inherit: [ABSENT]}", "2:38: the variable ABSENT is not set"],
    ["executors:\n  rpi.run: {command: [sh], env: {A: 1}}", "2:37: is to be a text"],
    ["executors:\n  rpi.run: {command: [sh], exit_codes: {0: lost}}", '2:41: "0" is no exit code'],
    ["executors:\n  rpi.run: {command: [sh], exit_codes: {9: gone}}", '2:44: unknown failure code "gone"'],
    ["executors:\n  rpi.run: {builtin: fake}", "2:22: there is no fake executor for rpi.run"],
    ["executors:\n  wiki.forge: {builtin: real}", "2:25: unknown builtin"],
    ["executors:\n  wiki.forge: {builtin: fake, cwd: .}", "2:25: stands beside other settings"],
    ["executors:\n  rpi.run: {command: [sh]}\n  rpi.run: {command: [sh]}", "3:3: "],
    ["executors:\n  rpi.run: *shell", "2:12: there is no anchor of this name"],
    ["executors:\n  rpi.run: !shell {command: [sh]}", "2:12: Unresolved tag: !shell"],
    ["executors: {}\n---\nexecutors: {}", "2:1: a second document"],
    ["executors:\n  rpi.run: {command: [sh, 5]}", "2:27: is to be a text: put it into quotes"],
    ['executors:\n  rpi.run: {command: [""]}', "2:23: is empty"],
    ['executors:\n  rpi.run: {command: [sh, "a\\0"]}', "2:27: is to be a text"],
    ['executors:\n  rpi.run: {command: [sh], env: {"A=B": x}}', '2:34: "A=B" is no name of a variable'],
    ['executors:\n  rpi.run: {command: [sh], env: {"A\\0": x}}', '2:34: "A\\u0000" is no name of a variable'],
    ['executors:\n  rpi.run: {command: [sh], env: {"": x}}', '2:34: "" is no name of a variable'],
  ])("%s is refused with its place", (yaml, told) => {
    expect(() => read(yaml)).toThrow(`executors.yaml:${told}`);
  });

  it("may have empty arguments and variables, and a PATH that is seen from the command's directory", async () => {
    const tell = `printf '{"artifacts":{"told":"%s %s %s"}}' "$#" "\${EMPTY-absent}" "$(hello | cut -c 3-11)"`;
    const executors = read(`executors:
  rpi.run:
    command: [/bin/sh, -c, ${JSON.stringify(tell)}, sh, "", b]
    cwd: tools
    env: { EMPTY: "", PATH: "../tools:/usr/bin:/bin" }
  rpi.phase: { command: [hello], env: { PATH: ../tools }, cwd: tools }`);
    expect(await run(executors, jobOf("rpi.run"))).toEqual({ artifacts: { told: "2  artifacts" } });
    expect(await run(executors, jobOf("rpi.phase"))).toEqual({ artifacts: { who: "hello" } });
  });

  it("is refused by its name when it cannot be read, or is no text", async () => {
    const path = join(root, "odd.yaml");
    writeFileSync(path, Buffer.from("executors: { rpi.run: { command: [sh, \xff] } }", "latin1"));
    await expect(loadExecutors(path, { root, environment })).rejects.toThrow(`${path}: is not UTF-8`);
    await expect(loadExecutors(root, { root, environment })).rejects.toThrow(`${root}: EISDIR`);
    await expect(loadExecutors(join(root, "absent"), { root, environment })).rejects.toThrow("there is no such file");
  });

  it("defines directory and environment of a command, and knows aliases", async () => {
    const executors = read(`executors:
  rpi.run: &shell
    command:
      - sh
      - -c
      - printf '{"artifacts":{"cwd":"%s","all":"%s"}}' "$(pwd)" "$SECRET-$OTHER-$OWN-$SPECWRIGHT_JOB_ID"
    cwd: tools
    env: { OWN: mine }
    inherit: [SECRET]
  rpi.phase: *shell
  wiki.build: { command: [tools/hello] }`);
    const expected = { artifacts: { cwd: join(root, "tools"), all: "s--mine-j/1" } };
    expect(await run(executors, jobOf("rpi.run"))).toEqual(expected);
    expect(await run(executors, jobOf("rpi.phase"))).toEqual(expected);
    expect(await run(executors, jobOf("wiki.build"))).toEqual({ artifacts: { who: "hello" } });
  });
});

describe("a command", { timeout: 60_000 }, () => {
  it("is given the payload and tells its artifacts", async () => {
    const echoing = `read payload; printf '{"artifacts":{"payload":"%s"}}' "$(echo "$payload" | tr -d '"')"`;
    expect(await script(echoing)).toEqual({ artifacts: { payload: "{of:j}" } });
    expect(await script("true")).toEqual({ artifacts: {} });
  });

  it.each([
    ["exit 3", {}, "request_rejected", /^\S*sh ended with exit code 3$/, false],
    ["echo no luck >&2; exit 69", {}, "provider_unreachable", /exit code 69: no luck$/, true],
    ["exit 75", {}, "session_pending", /exit code 75$/, true],
    ["exit 9", { exit_codes: { 9: "projection_degraded" } }, "projection_degraded", /exit code 9$/, false],
    ["kill -9 $$", {}, "lost", /was ended by SIGKILL$/, true],
    ["echo plain text", {}, "terminal_without_transcript", /left no result: standard output is not JSON/, false],
    ["printf '\\377'", {}, "terminal_without_transcript", /standard output is not UTF-8$/, false],
    ["echo '[]'", {}, "terminal_without_transcript", /standard output is no JSON object/, false],
    ["yes | head -c 5000", { output_limit_bytes: 4096 }, "request_rejected", /wrote more than 4096 bytes/, false],
    ["exec sleep 30", { timeout_seconds: 1 }, "lost", /took longer than 1 s$/, true],
  ])("%s ends as it should", async (text, settings, code, message, retryable) => {
    const { failure } = await script(text, settings);
    expect(failure).toEqual({ code, message: expect.stringMatching(message), retryable });
  });

  it("may write what is no text, end without reading, and be given an id of any length", async () => {
    const binary = await script("head -c 100000 /dev/urandom | tr -d '{['");
    expect(binary.failure).toMatchObject({ code: "terminal_without_transcript", retryable: false });
    const payload = { text: "p".repeat(900_000) };
    const executors = read(`executors: { rpi.run: { command: ["true"] } }`);
    expect(await run(executors, jobOf("rpi.run", { payload }))).toEqual({ artifacts: {} });
    const { failure } = await run(executors, jobOf("rpi.run", { job_id: "j".repeat(900_000) }));
    expect(failure).toMatchObject({ code: "daemon_unavailable", message: expect.stringContaining("E2BIG") });
  });

  it("has ended when it has, although what left its group holds its output open", async () => {
    const file = join(root, "holder");
    const hold = `require("child_process").spawn("sleep", ["60"], { detached: true, stdio: "inherit" })`;
    const text = `const held = ${hold}; held.unref();
      require("fs").writeFileSync("${file}", process.pid + " " + held.pid + " ");
      console.log('{"artifacts":{"a":"b"}}')`;
    const executors = read(JSON.stringify({ executors: { "rpi.run": { command: [process.execPath, "-e", text] } } }));
    const controller = new AbortController();
    const ran = run(executors, jobOf("rpi.run"), controller.signal);
    await until(() => existsSync(file) && readFileSync(file, "utf8").endsWith(" "));
    const [own = 0, holder = 0] = readFileSync(file, "utf8").split(" ").map(Number);
    await until(() => !isAlive(own));
    controller.abort(new ClaimLost("cancelled"));
    expect(await ran).toEqual({ artifacts: { a: "b" } });
    process.kill(holder, "SIGKILL");
  });

  it("is told by whole characters, with or without a byte order mark", async () => {
    const smile = "\u{1F600}";
    const { failure } = await script(`yes ${smile} | head -n 1000 | tr -d '\\n' >&2; printf a >&2; exit 3`);
    expect(failure?.message).toMatch(/: \u{1F600}+a$/u);
    expect(await script(`printf '\\357\\273\\277{"artifacts":{"a":"b"}}'`)).toEqual({ artifacts: { a: "b" } });
  });

  it("may tell its failure itself, with artifacts, whatever its exit code", async () => {
    const told = { artifacts: { log: "l" }, failure: { code: "lost", message: "gone", retryable: false } };
    for (const exitCode of [0, 7]) {
      expect(await script(`echo '${JSON.stringify(told)}'; exit ${exitCode}`)).toEqual(told);
    }
  });

  it("ends with everything it has started when its claim is lost", async () => {
    const file = join(root, "pids");
    const controller = new AbortController();
    const ran = script(`sleep 60 & echo $! $$ >${file}; wait`, {}, controller.signal);
    await until(() => existsSync(file) && readFileSync(file, "utf8").endsWith("\n"));
    const pids = readFileSync(file, "utf8").trim().split(" ").map(Number);
    expect(pids.map(isAlive)).toEqual([true, true]);
    controller.abort(new ClaimLost("cancelled"));
    expect((await ran).failure?.message).toContain("was ended");
    await until(() => !pids.some(isAlive));
  });

  it("leaves nothing behind when it ends by itself, nor when it does not want to end", async () => {
    const file = join(root, "stubborn");
    const child = `(trap '' TERM; exec sleep 60) & echo $! >${file}`;
    const stubborn = `trap '' TERM; ${child}; while :; do wait; sleep 1; done`;
    const [first, second] = await Promise.all([
      script(`sleep 60 >/dev/null & echo $! >${file}-1`),
      script(stubborn, { timeout_seconds: 1 }),
    ]);
    expect(first).toEqual({ artifacts: {} });
    expect(second.failure?.code).toBe("lost");
    for (const path of [`${file}-1`, file]) {
      const pid = Number(readFileSync(path, "utf8"));
      await until(() => !isAlive(pid));
    }
  });

  it.each([
    ["has gone", (path: string) => rmSync(path)],
    ["may not be run any more", (path: string) => chmodSync(path, 0o644)],
    ["has lost its interpreter", (path: string) => writeFileSync(path, "#!/nowhere/sh\n")],
    ["has lost its directory", (path: string) => rmSync(dirname(path), { recursive: true })],
    [
      "has a file in the place of its directory",
      (path: string) => {
        rmSync(dirname(path), { recursive: true });
        writeFileSync(dirname(path), "");
      },
    ],
  ])("that %s since is not the job's fault", async (_, change) => {
    const path = join(root, "changing/program");
    rmSync(dirname(path), { recursive: true, force: true });
    mkdirSync(dirname(path));
    writeFileSync(path, "#!/bin/sh\n", { mode: 0o755 });
    const executors = read(`executors: { rpi.run: { command: [./program], cwd: changing } }`);
    change(path);
    const { failure } = await run(executors, jobOf("rpi.run"));
    expect(failure).toEqual({
      code: "daemon_unavailable",
      message: expect.stringContaining("cannot be started"),
      retryable: true,
    });
  });
});

describe("a result", () => {
  it.each([
    ['{"artifacts":{"a":1}}', 'artifact "a" is no text'],
    ['{"artifacts":[]}', '"artifacts" is no JSON object'],
    ['{"failure":{"code":"x"}}', '"failure.code" is none of'],
    ['{"failure":{"code":"lost","message":1}}', '"failure.message" is no text'],
    ['{"failure":{"code":"lost","retryable":"yes"}}', '"failure.retryable" is neither'],
  ])("%s is none", (output, told) => {
    expect(() => parseResult(output)).toThrow(told);
  });

  it("leaves out what it need not say", () => {
    expect(parseResult(' {"more":1}\n')).toEqual({ artifacts: {} });
    expect(parseResult('{"failure":{"code":"lost"}}').failure).toEqual({ code: "lost", message: "", retryable: true });
  });
});

describe("a fake", () => {
  const fakes = (): ReturnType<typeof readExecutors> =>
    read("executors: { openclaw.snapshot: &f { builtin: fake }, wiki.forge: *f, dream.run: *f }");
  const wiki = {
    schema_version: 1,
    job_type: "wiki.forge",
    source_paths: ["a.md"],
    output_dir: "o",
    worker_kind: "codex",
    provider: "fake",
  };

  it("gives the artifacts of the reference", async () => {
    expect(await run(fakes(), jobOf("openclaw.snapshot"))).toEqual({
      artifacts: { executor_policy: "fake", snapshot_status: "validated" },
    });
    const { artifacts } = await run(fakes(), jobOf("wiki.forge", { job_id: "J.1", payload: wiki }));
    expect(artifacts).toEqual({
      worker_session_refs: join(root, ".agents/daemon/wiki/j-1-worker-sessions.json"),
      provider_request_id: "fake-wiki-request-j-1",
      session_id: "fake-wiki-session-j-1",
      event_cursor: "fake-cursor-terminal",
      terminal_status: "completed",
    });
    const payload = { schema_version: 1, job_type: "dream.run", dream_run_id: "d", mode: "daemon", output_dir: "out" };
    const dream = await run(fakes(), jobOf("dream.run", { payload }));
    expect(Object.keys(dream.artifacts ?? {})).toEqual(["summary_json", "summary_markdown", "overnight_log"]);
    for (const path of Object.values(dream.artifacts ?? {})) expect(existsSync(path)).toBe(true);
  });

  it("writes through no link", async () => {
    const elsewhere = mkdtempSync(join(tmpdir(), "specwright-elsewhere-"));
    symlinkSync(elsewhere, join(root, "linked"));
    mkdirSync(join(root, "real"));
    symlinkSync(join(elsewhere, "summary.json"), join(root, "real/summary.json"));
    const payload = { schema_version: 1, job_type: "dream.run", dream_run_id: "d", mode: "daemon" };
    for (const output_dir of ["linked", "linked/below", "real"]) {
      const { failure } = await run(fakes(), jobOf("dream.run", { payload: { ...payload, output_dir } }));
      expect(failure?.message).toMatch(/is no directory|ELOOP/);
    }
    expect(readdirSync(elsewhere)).toEqual([]);
    rmSync(elsewhere, { recursive: true });
  });

  it.each([
    ["wiki.forge", {}, "schema_version mismatch: got 0 want 1"],
    ["wiki.forge", { ...wiki, source_paths: [] }, "source_paths are required"],
    ["wiki.forge", { ...wiki, worker_kind: "x" }, 'unsupported worker_kind "x"'],
    ["dream.run", { ...wiki, job_type: "dream.run", dream_run_id: "d" }, 'invalid Dream mode ""'],
    [
      "dream.run",
      { schema_version: 1, job_type: "dream.run", dream_run_id: "d", mode: "daemon", output_dir: "../out" },
      "output_dir is not in the project",
    ],
  ] as const)("%s refuses a payload: %j", async (type, payload, told) => {
    expect((await run(fakes(), jobOf(type, { payload }))).failure?.message).toContain(told);
  });
});
