import type {
  OpenClawConsumerSnapshot,
  OpenClawHealthResponse,
  OpenClawResourceSummary,
} from "../../../generated/jobspec/types.js";
import { bucket, isRun, isWiki, snapshotHead } from "../projections/set.js";
import type { ProjectionStatus, View, ViewHead } from "../projections/view.js";
import { degradedReasons, isReady, projectionStatus } from "../projections/view.js";
import type { JobType } from "../queue/vocabulary.js";
import type { ResourceKind } from "./resource.js";
import { resourceSummary } from "./resource.js";

/** Status of the snapshots: damage outweighs staleness. */
export function snapshotStatus(view: ViewHead): ProjectionStatus {
  return projectionStatus(view, "openclaw-snapshot");
}

/** The snapshot of a moment. */
export function consumerSnapshot(view: View): OpenClawConsumerSnapshot {
  return {
    ...snapshotTop(view),
    resources: bucket(view.state.jobs(), (job, kind) => resourceSummary(job, kind, view.now)),
  };
}

/** A snapshot without its resources, which come behind. */
export function snapshotTop(view: ViewHead): Omit<OpenClawConsumerSnapshot, "resources"> {
  const { snapshot_id, generated_at, source } = snapshotHead(view);
  return { schema_version: 1, snapshot_id, generated_at, source, status: snapshotStatus(view) };
}

/** Counts without building the resources. */
export function snapshotHealth(view: View): OpenClawHealthResponse {
  const counts = { runs: 0, jobs: view.state.jobCount, wiki: 0 };
  for (const { jobType } of view.state.jobs()) {
    if (isRun(jobType)) counts.runs++;
    if (isWiki(jobType)) counts.wiki++;
  }
  return {
    status: "ok",
    ready: isReady(view),
    ...snapshotHead(view),
    snapshot_status: snapshotStatus(view),
    resource_counts: counts,
    ...degradedReasons(view),
  };
}

/** The resources of one list, in queue order. */
export function resources(view: View, kind: ResourceKind): readonly OpenClawResourceSummary[] {
  const found: OpenClawResourceSummary[] = [];
  for (const job of view.state.jobs()) {
    if (belongs(job.jobType, kind)) found.push(resourceSummary(job, kind, view.now));
  }
  return found;
}

function belongs(jobType: JobType | undefined, kind: ResourceKind): boolean {
  return kind === "job" || (kind === "run" ? isRun(jobType) : isWiki(jobType));
}
