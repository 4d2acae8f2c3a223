import { resourceSummary } from "../openclaw/resource.js";
import { snapshotTop } from "../openclaw/snapshot.js";
import type { Job } from "../queue/job.js";
import { statusAt } from "../queue/job.js";
import type { FileProjection } from "./file-paths.js";
import { projectionRow } from "./rows.js";
import { isRun, isWiki, manifest, manifests } from "./set.js";
import type { ViewHead } from "./view.js";
import { readiness } from "./view.js";

/** What a file shows: one moment, which does not change with the state it was taken from. */
export interface Frozen {
  readonly view: ViewHead;
  readonly jobs: readonly Job[];
}

/** Length of a piece from which it is handed out, in UTF-16 code units. */
const PIECE_LENGTH = 64 * 1024;

/**
 * The text of a projection's file, in pieces, made while they are taken: JSON and a newline.
 *
 * `jobs.json` is the manifest and the rows of /v1/status, `openclaw/latest.json` the latest snapshot, and
 * `status.json` readiness, counts and all manifests.
 */
export function filePieces(name: FileProjection, frozen: Frozen): Iterable<string> {
  switch (name) {
    case "daemon-job-status":
      return jobsPieces(frozen);
    case "openclaw-snapshot":
      return snapshotPieces(frozen);
    case "daemon-status":
      return [statusText(frozen)];
  }
}

function jobsPieces({ view, jobs }: Frozen): Iterable<string> {
  const { now } = view;
  const top = manifest(view, "daemon-job-status");
  return pieces(
    opened(top),
    list("jobs", jobs, (job) => projectionRow(job, now)),
    ["}\n"],
  );
}

function snapshotPieces({ view, jobs }: Frozen): Iterable<string> {
  const { now } = view;
  const runs = jobs.filter(({ jobType }) => isRun(jobType));
  const wiki = jobs.filter(({ jobType }) => isWiki(jobType));
  return pieces(
    opened(snapshotTop(view)),
    ['"resources":{'],
    list("runs", runs, (job) => resourceSummary(job, "run", now)),
    [","],
    list("jobs", jobs, (job) => resourceSummary(job, "job", now)),
    [","],
    list("wiki", wiki, (job) => resourceSummary(job, "wiki", now)),
    ["}}\n"],
  );
}

function statusText({ view, jobs }: Frozen): string {
  const job_counts: Record<string, number> = {};
  for (const job of jobs) {
    const status = statusAt(job, view.now);
    job_counts[status] = (job_counts[status] ?? 0) + 1;
  }
  const top = manifest(view, "daemon-status");
  return `${JSON.stringify({ ...top, ...readiness(view), job_counts, manifests: manifests(view) })}\n`;
}

/** An object's text, left open for another member. */
function opened(top: object): readonly string[] {
  return [`${JSON.stringify(top).slice(0, -1)},`];
}

function* list(name: string, jobs: readonly Job[], row: (job: Job) => unknown): Generator<string> {
  let separator = `"${name}":[`;
  for (const job of jobs) {
    yield separator + JSON.stringify(row(job));
    separator = ",";
  }
  yield jobs.length === 0 ? `${separator}]` : "]";
}

function* pieces(...parts: readonly Iterable<string>[]): Generator<string> {
  let piece = "";
  for (const part of parts) {
    for (const text of part) {
      piece += text;
      if (piece.length < PIECE_LENGTH) continue;
      yield piece;
      piece = "";
    }
  }
  yield piece;
}
