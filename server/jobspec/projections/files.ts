import { inPieces } from "../../http/json-pieces.js";
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

/**
 * The text of a projection's file, in pieces, made while they are taken: JSON and a newline.
 *
 * `jobs.json` is the manifest and the rows of /v1/status, `openclaw/latest.json` the latest snapshot, and
 * `status.json` readiness, counts and all manifests.
 */
export function filePieces(name: FileProjection, frozen: Frozen): Iterable<string> {
  switch (name) {
    case "daemon-job-status":
      return inPieces(jobsTexts(frozen));
    case "openclaw-snapshot":
      return inPieces(snapshotTexts(frozen));
    case "daemon-status":
      return [statusText(frozen)];
  }
}

function* jobsTexts({ view, jobs }: Frozen): Generator<string> {
  const { now } = view;
  yield opened(manifest(view, "daemon-job-status"));
  yield* list("jobs", jobs, (job) => projectionRow(job, now));
  yield "}\n";
}

function* snapshotTexts({ view, jobs }: Frozen): Generator<string> {
  const { now } = view;
  const runs = jobs.filter(({ jobType }) => isRun(jobType));
  const wiki = jobs.filter(({ jobType }) => isWiki(jobType));
  yield `${opened(snapshotTop(view))}"resources":{`;
  yield* list("runs", runs, (job) => resourceSummary(job, "run", now));
  yield ",";
  yield* list("jobs", jobs, (job) => resourceSummary(job, "job", now));
  yield ",";
  yield* list("wiki", wiki, (job) => resourceSummary(job, "wiki", now));
  yield "}}\n";
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
function opened(top: object): string {
  return `${JSON.stringify(top).slice(0, -1)},`;
}

function* list(name: string, jobs: readonly Job[], row: (job: Job) => unknown): Generator<string> {
  let separator = `"${name}":[`;
  for (const job of jobs) {
    yield separator + JSON.stringify(row(job));
    separator = ",";
  }
  yield jobs.length === 0 ? `${separator}]` : "]";
}
