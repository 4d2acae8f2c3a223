import { formatTimestamp } from "../../kernel/timestamp.js";
import type { Job } from "../queue/job.js";
import type { JobType, ProjectionName } from "../queue/vocabulary.js";
import { PROJECTION_NAMES } from "../queue/vocabulary.js";
import { FILE_PATHS } from "./file-paths.js";
import type { ProjectionRow } from "./rows.js";
import { projectionRow } from "./rows.js";
import type { ProjectionStatus, View, ViewHead } from "./view.js";
import { LEDGER_PATH, degradedReasons, lastEvent, projectionStatus } from "./view.js";

/**
 * What is known of one projection. The daemon writes three of them to their `output_paths`; the paths of the others
 * say where executors leave what they made, and the daemon never looks there.
 */
export interface Manifest {
  readonly schema_version: 1;
  readonly projection: ProjectionName;
  readonly source_ledger: string;
  readonly last_event_id?: string;
  readonly status: ProjectionStatus;
  readonly rebuilt_at: string;
  readonly output_paths: readonly string[];
  readonly degraded_reasons?: readonly string[];
}

/** Everything the projections say at a moment; `Row` is how a job is shown. */
export interface ProjectionSet<Row = ProjectionRow> {
  readonly schema_version: 1;
  readonly rebuilt_at: string;
  readonly source_ledger: string;
  readonly last_event_id?: string;
  readonly manifests: Readonly<Record<string, Manifest>>;
  readonly jobs: readonly Row[];
  readonly rpi: { readonly runs: readonly Row[] };
  readonly dream: { readonly runs: readonly Row[] };
  readonly wiki: { readonly jobs: readonly Row[] };
  readonly openclaw: SnapshotProjection<Row>;
  readonly degraded_reasons?: readonly string[];
}

/** The projection that OpenClaw's snapshots are made from. */
export interface SnapshotProjection<Row = ProjectionRow> {
  readonly schema_version: 1;
  readonly snapshot_id: string;
  readonly generated_at: string;
  readonly source: { readonly ledger: string; readonly last_event_id?: string };
  readonly resources: Buckets<Row>;
  readonly status: ProjectionStatus;
}

/** What names a snapshot. */
export type SnapshotHead = Pick<SnapshotProjection, "snapshot_id" | "generated_at" | "source">;

/** Jobs by what OpenClaw calls them; one job may be in several. */
export interface Buckets<Row> {
  readonly runs: readonly Row[];
  readonly jobs: readonly Row[];
  readonly wiki: readonly Row[];
}

const OUTPUT_PATHS: Readonly<Record<ProjectionName, readonly string[]>> = {
  "rpi-registry": [".agents/rpi/runs/*/phased-state.json"],
  "dream-runs": [".agents/overnight/*/summary.json", ".agents/overnight/*/summary.md"],
  "wiki-jobs": [".agents/wiki"],
  "openclaw-snapshot": [FILE_PATHS["openclaw-snapshot"]],
  "daemon-status": [FILE_PATHS["daemon-status"]],
  "daemon-job-status": [FILE_PATHS["daemon-job-status"]],
};
// The order in which the reference's maps are written.
const SORTED_NAMES = [...PROJECTION_NAMES].sort();

/** Where the files of a projection are, or belong, as patterns below the root of the project. */
export function outputPaths(name: ProjectionName): readonly string[] {
  return OUTPUT_PATHS[name];
}

/** True for the types that run: `rpi.*` and `dream.*`. */
export function isRun(jobType: JobType | undefined): boolean {
  return isRpi(jobType) || isDream(jobType);
}

/** True for `wiki.*`. */
export function isWiki(jobType: JobType | undefined): boolean {
  return jobType === "wiki.build" || jobType === "wiki.forge";
}

/** Builds the whole set; `rebuilt_at` is the moment of the view. */
export function projectionSet(view: View): ProjectionSet {
  return projectionSetOf(view, (job) => projectionRow(job, view.now));
}

/** The same with rows in another form. */
export function projectionSetOf<Row>(view: View, rowOf: (job: Job) => Row): ProjectionSet<Row> {
  const rebuiltAt = formatTimestamp(view.now);
  const rows: Row[] = [];
  const runs: Row[] = [];
  const rpi: Row[] = [];
  const dream: Row[] = [];
  const wiki: Row[] = [];
  for (const job of view.state.jobs()) {
    const row = rowOf(job);
    rows.push(row);
    if (isRun(job.jobType)) runs.push(row);
    if (isRpi(job.jobType)) rpi.push(row);
    if (isDream(job.jobType)) dream.push(row);
    if (isWiki(job.jobType)) wiki.push(row);
  }
  return {
    schema_version: 1,
    rebuilt_at: rebuiltAt,
    source_ledger: LEDGER_PATH,
    ...lastEvent(view.state),
    manifests: manifests(view),
    jobs: rows,
    rpi: { runs: rpi },
    dream: { runs: dream },
    wiki: { jobs: wiki },
    openclaw: {
      schema_version: 1,
      ...snapshotHead(view),
      resources: { runs, jobs: rows, wiki },
      status: projectionStatus(view, "openclaw-snapshot"),
    },
    ...degradedReasons(view),
  };
}

/** Id, time and source of a snapshot: equal ledgers give equal ids. */
export function snapshotHead({ state, now }: ViewHead): SnapshotHead {
  return {
    snapshot_id: `snap_${state.lastEventId ?? "empty"}`,
    generated_at: formatTimestamp(now),
    source: { ledger: LEDGER_PATH, ...lastEvent(state) },
  };
}

/** Sorts jobs into OpenClaw's buckets, each in queue order. */
export function bucket<Row>(jobs: Iterable<Job>, row: (job: Job, kind: "run" | "job" | "wiki") => Row): Buckets<Row> {
  const buckets = { runs: [] as Row[], jobs: [] as Row[], wiki: [] as Row[] };
  for (const job of jobs) {
    buckets.jobs.push(row(job, "job"));
    if (isRun(job.jobType)) buckets.runs.push(row(job, "run"));
    if (isWiki(job.jobType)) buckets.wiki.push(row(job, "wiki"));
  }
  return buckets;
}

/** All manifests by name. */
export function manifests(view: ViewHead): Readonly<Record<string, Manifest>> {
  return Object.fromEntries(SORTED_NAMES.map((name) => [name, manifest(view, name)]));
}

/** The manifest of one projection. A stale one says what its file shows: no event, when there is none. */
export function manifest(view: ViewHead, name: ProjectionName): Manifest {
  const status = projectionStatus(view, name);
  const standing = status === "stale" ? view.files?.get(name) : undefined;
  const shown = standing === undefined ? { lastEventId: view.state.lastEventId, now: view.now } : standing.shows;
  const { lastEventId, now } = shown ?? { lastEventId: undefined, now: view.now };
  return {
    schema_version: 1,
    projection: name,
    source_ledger: LEDGER_PATH,
    ...(lastEventId === undefined ? {} : { last_event_id: lastEventId }),
    status,
    rebuilt_at: formatTimestamp(now),
    output_paths: outputPaths(name),
    ...degradedReasons(view),
  };
}

function isRpi(jobType: JobType | undefined): boolean {
  return jobType === "rpi.run" || jobType === "rpi.phase";
}

function isDream(jobType: JobType | undefined): boolean {
  return jobType === "dream.run" || jobType === "dream.stage";
}
