import { constants, lstat, mkdir, writeFile } from "node:fs/promises";
import { dirname, isAbsolute, join, relative, resolve, sep } from "node:path";
import type { ClaimedJob } from "../../generated/worker/types.js";
import type { Executors } from "../worker/job.js";

/**
 * Stand-ins that do no work and succeed, with the artifacts that the reference daemon's `fake` policy gives. They
 * check a payload as its executors do: what is wrong with it fails the job, in the reference's words.
 */
export function fakeExecutors(root: string): Executors {
  return {
    "openclaw.snapshot": async () => ({ executor_policy: "fake", snapshot_status: "validated" }),
    "wiki.forge": (job) => forgeWiki(job, root),
    "dream.run": (job) => runDream(job, root),
  };
}

type Payload = ClaimedJob["payload"];

async function forgeWiki(job: ClaimedJob, root: string): Promise<Record<string, string>> {
  checkWiki(job.payload);
  const name = plain(job.job_id) || "wiki-forge";
  const session = {
    provider_request_id: `fake-wiki-request-${name}`,
    session_id: `fake-wiki-session-${name}`,
    event_cursor: "fake-cursor-terminal",
    terminal_status: "completed",
  };
  const path = join(root, ".agents/daemon/wiki", `${name}-worker-sessions.json`);
  const sessions = { schema_version: 1, job_id: job.job_id, worker_sessions: [session] };
  await write(root, path, `${JSON.stringify(sessions, null, 2)}\n`);
  return { worker_session_refs: path, ...session };
}

async function runDream(job: ClaimedJob, root: string): Promise<Record<string, string>> {
  checkDream(job.payload);
  const directory = inside(root, text(job.payload, "output_dir"));
  const run = text(job.payload, "dream_run_id");
  const artifacts = {
    summary_json: join(directory, "summary.json"),
    summary_markdown: join(directory, "summary.md"),
    overnight_log: join(directory, "overnight.log"),
  };
  const summary = { schema_version: 1, job_id: job.job_id, dream_run_id: run, status: "completed" };
  await write(root, artifacts.summary_json, `${JSON.stringify(summary, null, 2)}\n`);
  await write(root, artifacts.summary_markdown, `# Dream run ${run}\n\nstatus: completed\n`);
  await write(root, artifacts.overnight_log, "");
  return artifacts;
}

function checkWiki(payload: Payload): void {
  checkHead(payload, "wiki.forge");
  const { source_paths: paths, worker_kind: worker } = payload;
  if (!Array.isArray(paths) || paths.length === 0) throw new Error("source_paths are required");
  for (const [index, path] of paths.entries()) {
    if (typeof path !== "string" || path.trim() === "") throw new Error(`source_paths[${index}] is empty`);
  }
  text(payload, "output_dir");
  if (worker !== "codex" && worker !== "claude")
    throw new Error(`unsupported worker_kind ${JSON.stringify(worker ?? "")}`);
  text(payload, "provider");
}

function checkDream(payload: Payload): void {
  checkHead(payload, "dream.run");
  text(payload, "dream_run_id");
  text(payload, "output_dir");
  const { mode = "" } = payload;
  if (mode !== "daemon" && mode !== "one-shot") throw new Error(`invalid Dream mode ${JSON.stringify(mode)}`);
}

function checkHead({ schema_version: version = 0, job_type: jobType = "" }: Payload, wanted: string): void {
  if (version !== 1) throw new Error(`schema_version mismatch: got ${JSON.stringify(version)} want 1`);
  if (jobType !== wanted) throw new Error(`job_type = ${JSON.stringify(jobType)}, want ${JSON.stringify(wanted)}`);
}

function text(payload: Payload, name: string): string {
  const value = payload[name];
  if (typeof value !== "string" || value.trim() === "") throw new Error(`${name} is required`);
  return value;
}

/** A path that a payload names; jobs of others do not make this process write anywhere else. */
function inside(root: string, path: string): string {
  const found = resolve(root, path);
  const below = relative(root, found);
  if (below.startsWith("..") || isAbsolute(below)) throw new Error("output_dir is not in the project");
  return found;
}

function plain(jobId: string): string {
  return jobId
    .toLowerCase()
    .replace(/[^a-z0-9_-]/g, "-")
    .replace(/^-+|-+$/g, "")
    .slice(0, 128);
}

/** Writes a file for its owner alone, through no link: a cloned project may bring some that lead elsewhere. */
async function write(root: string, path: string, content: string): Promise<void> {
  let directory = root;
  for (const name of relative(root, dirname(path)).split(sep)) {
    directory = join(directory, name);
    await mkdir(directory, { mode: 0o700 }).catch(ignoreExisting);
    if (!(await lstat(directory)).isDirectory()) throw new Error(`${relative(root, directory)} is no directory`);
  }
  const { O_CREAT, O_NOFOLLOW, O_TRUNC, O_WRONLY } = constants;
  await writeFile(path, content, { flag: O_CREAT | O_NOFOLLOW | O_TRUNC | O_WRONLY, mode: 0o600 });
}

function ignoreExisting(fault: unknown): void {
  if (!(fault instanceof Error && "code" in fault && fault.code === "EEXIST")) throw fault;
}
