import { realpathSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { runEvents } from "../../client/commands/events.js";
import { runJobs } from "../../client/commands/jobs.js";
import type { Terminal } from "../../client/commands/terminal.js";
import { submitJob } from "../../generated/jobspec/client.js";
import { scratch, specwright } from "../cli/cli.js";
import { freePort } from "../free-port.js";
import { RestartableDaemon, TOKEN } from "./daemon.js";

interface Ran {
  readonly code: number;
  readonly out: readonly string[];
  readonly notes: string;
}

/** What a run finds around it. */
interface Surroundings {
  readonly environment?: Readonly<Record<string, string>>;
  readonly files?: Readonly<Record<string, string>>;
  /** Told of every line; may interrupt the command. */
  readonly onLine?: (line: string, interrupt: () => void) => void | Promise<void>;
}

let daemon = new RestartableDaemon();

beforeEach(async () => {
  daemon = new RestartableDaemon();
  await daemon.start();
});
afterEach(() => daemon.stop());

async function run(commandLine: readonly string[], surroundings: Surroundings = {}): Promise<Ran> {
  const { environment = { SPECWRIGHT_URL: daemon.url, SPECWRIGHT_TOKEN: TOKEN }, files = {}, onLine } = surroundings;
  const controller = new AbortController();
  const out: string[] = [];
  const notes: string[] = [];
  const terminal: Terminal = {
    environment,
    signal: controller.signal,
    print: async (line) => {
      out.push(line);
      await onLine?.(line, () => controller.abort());
    },
    note: (line) => void notes.push(line),
    read: async (path) => files[path] ?? "",
  };
  const [command, ...argv] = commandLine;
  const code = await (command === "jobs" ? runJobs(argv, terminal) : runEvents(argv, terminal));
  return { code, out, notes: notes.join("\n") };
}

function parsed({ out }: Ran): unknown[] {
  return out.map((line): unknown => JSON.parse(line));
}

const SUBMIT = ["jobs", "submit", "rpi.run", "--job-id", "job-1", "--key", "k"];

describe("jobs submit", () => {
  it("tells the job and its key", async () => {
    const out = ["job       job-1", "status    queued", "key       k", "attempts  1"];
    expect(await run(SUBMIT)).toEqual({ code: 0, out, notes: "" });
  });

  it("prints one object for machines, and takes its payload from a file", async () => {
    const submitted = await run([...SUBMIT, "--payload-file", "-", "--json"], { files: { "-": '{"goal":"x"}' } });
    const object = { outcome: "accepted", idempotency_key: "k", attempts: 1, job: { job_id: "job-1" } };
    expect([submitted.code, parsed(submitted)]).toMatchObject([0, [object]]);
    expect((await daemon.events())[0]?.payload).toMatchObject({ job_payload: { goal: "x" } });
  });

  it("exits with 1 when it is refused", async () => {
    const refused = await run([...SUBMIT, "--token", "wrong"]);
    const notes = "refused (403): daemon mutation denied: mutation token mismatch";
    expect(refused).toEqual({ code: 1, out: [], notes });
  });

  it("exits with 3 when no attempt reached the daemon, and still prints its outcome for machines", async () => {
    const url = `http://127.0.0.1:${await freePort()}`;
    const unsent = await run([...SUBMIT, "--url", url, "--timeout", "0.2", "--json"]);
    expect([unsent.code, parsed(unsent)]).toMatchObject([3, [{ outcome: "unsent" }]]);
    expect(unsent.notes).toContain(`${url} does not answer, trying again`);
  });

  it("exits with 4, and names the key to repeat, when the outcome is not known", async () => {
    const unknown = await run([...SUBMIT, "--url", `${daemon.url}/elsewhere`]);
    expect(unknown.code).toBe(4);
    expect(unknown.notes).toContain("to find out, submit it again with --key k");
  });

  it.each([
    [["rpi.nonsense"], "Allowed choices are rpi.run"],
    [["rpi.run", "--payload", "[]"], "--payload: a payload is a JSON object"],
    [["rpi.run", "--payload", "{"], "--payload: not JSON"],
    [["rpi.run", "--payload", "{}", "--payload-file", "x"], "exclude each other"],
    [["rpi.run", "--timeout", "soon"], "Not a number of seconds"],
    [["rpi.run", "--nonsense"], "unknown option"],
  ])("exits with 2 for %j", async (argv, message) => {
    const wrong = await run(["jobs", "submit", ...argv]);
    expect([wrong.code, wrong.out, wrong.notes]).toEqual([2, [], expect.stringContaining(message)]);
  });
});

describe("jobs list, show and cancel", () => {
  beforeEach(async () => {
    await run(SUBMIT);
    const body = { job_type: "wiki.forge", job_id: "bell\u0007", idempotency_key: "l" } as const;
    await submitJob(daemon.client(), { body });
  });

  it("lists jobs as a table, without control characters", async () => {
    const { code, out } = await run(["jobs", "list"]);
    expect(code).toBe(0);
    expect(out.map((line) => line.replace(/\S+Z$/, "TIME"))).toEqual([
      "JOB        TYPE        STATUS  ATTEMPT  UPDATED",
      "job-1      rpi.run     queued  0 of 3   TIME",
      "bell\\u{7}  wiki.forge  queued  0 of 3   TIME",
    ]);
  });

  it("lists one object a line for machines, of one status and type", async () => {
    await run(["jobs", "cancel", "job-1"]);
    const all = parsed(await run(["jobs", "list", "--json"]));
    expect(all).toMatchObject([{ job_id: "job-1" }, { job_id: "bell\u0007" }]);
    const some = await run(["jobs", "list", "--json", "--status", "cancelled", "--type", "rpi.run"]);
    expect(parsed(some)).toMatchObject([{ job_id: "job-1", status: "cancelled" }]);
  });

  it.each([
    ["--status", "Allowed choices are queued, running, "],
    ["--type", "Allowed choices are rpi.run, rpi.phase, "],
  ])("refuses a %s that there is not, with those that there are", async (option, choices) => {
    const refused = await run(["jobs", "list", option, "bogus"]);
    expect(refused).toEqual({ code: 2, out: [], notes: expect.stringContaining(choices) });
  });

  it("tells the exit codes in the help of every command", async () => {
    for (const command of ["submit", "list", "show", "cancel", "watch"]) {
      const { code, out } = await run(["jobs", command, "--help"]);
      expect([code, out.join("\n")]).toEqual([0, expect.stringContaining("Exit codes: 0 done, 1 refused")]);
    }
  });

  it("shows one job, or exits with 1", async () => {
    expect((await run(["jobs", "show", "job-1"])).out).toContain("idempotency_key     k");
    expect(parsed(await run(["jobs", "show", "job-1", "--json"]))).toMatchObject([{ job_id: "job-1", attempt: 0 }]);
    expect(await run(["jobs", "show", "other"])).toEqual({ code: 1, out: [], notes: "no job has the id other" });
  });

  it("cancels a job; exits with 1 when it is not there or completed", async () => {
    expect((await run(["jobs", "cancel", "job-1", "--reason", "done"])).out).toEqual([
      "job      job-1",
      "outcome  cancelled",
      "status   cancelled",
    ]);
    expect(await run(["jobs", "cancel", "other"])).toMatchObject({ code: 1, notes: expect.stringContaining("404") });
    await daemon.complete("bell\u0007");
    const late = await run(["jobs", "cancel", "bell\u0007", "--json"]);
    expect([late.code, parsed(late)]).toMatchObject([1, [{ outcome: "already_terminal_completed" }]]);
  });
});

describe("jobs watch", () => {
  it("prints each change and exits with 0 for a completed job, 1 for a cancelled one", async () => {
    await run(SUBMIT);
    const watched = await run(["jobs", "watch", "job-1", "--json"], {
      onLine: (line) => (line.includes('"queued"') ? daemon.complete("job-1") : undefined),
    });
    expect([watched.code, parsed(watched)]).toMatchObject([0, [{ status: "queued" }, { status: "completed" }]]);
    await run(["jobs", "submit", "rpi.run", "--job-id", "job-2"]);
    await run(["jobs", "cancel", "job-2"]);
    expect(await run(["jobs", "watch", "job-2"])).toMatchObject({
      code: 1,
      out: [expect.stringMatching(/^\S+Z +cancelled +0 of 3 +-$/)],
    });
  });

  it("comes behind a submission that is asked to watch", async () => {
    await run(SUBMIT);
    await daemon.complete("job-1");
    const repeated = await run([...SUBMIT, "--watch", "--json"]);
    expect([repeated.code, parsed(repeated)]).toMatchObject([0, [{ outcome: "accepted" }, { status: "completed" }]]);
  });

  it("exits with 4 when the time is over or it is interrupted, with 1 for no such job", async () => {
    await run(SUBMIT);
    expect(await run(["jobs", "watch", "job-1", "--timeout", "0.05"])).toMatchObject({
      code: 4,
      out: [expect.stringMatching(/queued/)],
    });
    const interrupted = await run(["jobs", "watch", "job-1"], { onLine: (_line, interrupt) => interrupt() });
    expect(interrupted).toMatchObject({ code: 4, notes: "interrupted: the job had not ended" });
    expect((await run(["jobs", "watch", "other"])).code).toBe(1);
  });
});

describe("events", () => {
  it("prints what is there, behind a cursor, of a job, at most so many", async () => {
    await run(SUBMIT);
    await run(["jobs", "cancel", "job-1"]);
    await run(["jobs", "submit", "rpi.run", "--job-id", "job-2"]);
    const table = await run(["events"]);
    expect(table.out[0]).toMatch(/^TIME {28}EVENT {14}JOB {23}ID$/);
    expect(table.out.slice(1).map((line) => line.split(/\s+/).slice(1, 3))).toEqual([
      ["job.accepted", "job-1"],
      ["job.cancelled", "job-1"],
      ["job.accepted", "job-2"],
    ]);
    const events = await daemon.events();
    expect(parsed(await run(["events", "--json"]))).toEqual(events);
    const after = events[0]?.event_id ?? "";
    expect(parsed(await run(["events", "--json", "--after", after]))).toEqual(events.slice(1));
    expect(parsed(await run(["events", "--json", "--job", "job-1", "--limit", "1"]))).toEqual(events.slice(0, 1));
    expect(await run(["events", "--after", "other"])).toMatchObject({
      code: 1,
      notes: expect.stringMatching(/cursor not found: other/),
    });
  });

  it("follows over a restart until it is interrupted, and exits with 0", async () => {
    await run(SUBMIT);
    const followed = await run(["events", "--follow", "--json"], {
      onLine: async (line, interrupt) => {
        if (line.includes("job.cancelled")) return interrupt();
        await daemon.restart();
        await daemon.runtime.execute({ kind: "cancel", jobId: "job-1", actor: "test" });
      },
    });
    expect([followed.code, parsed(followed)]).toEqual([0, await daemon.events()]);
  });
});

describe("a daemon that is not there", () => {
  it.each([
    [["jobs", "list"]],
    [["jobs", "show", "x"]],
    [["jobs", "cancel", "x"]],
    [["jobs", "watch", "x"]],
    [["events"]],
    [["events", "--follow"]],
  ])("makes %j exit with 3", async (argv) => {
    const environment = { SPECWRIGHT_URL: `http://127.0.0.1:${await freePort()}` };
    const away = await run(argv, { environment });
    expect(away).toMatchObject({ code: 3, out: [], notes: expect.stringContaining("ECONNREFUSED") });
    expect((await run([...argv, "--url", "nonsense"])).code).toBe(3);
  });
});

it("runs as specwright jobs and specwright events", () => {
  const folder = scratch();
  const advice = 'start one with "specwright daemon run", or say where it is with --url';
  const notes = `no daemon was started in ${realpathSync(folder)}: ${advice}\n`;
  expect(specwright(folder, "jobs", "list")).toEqual({ code: 3, stdout: "", stderr: notes });
  expect(specwright(folder, "events", "--help")).toMatchObject({ code: 0, stdout: expect.stringMatching(/--follow/) });
});
