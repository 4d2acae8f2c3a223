import type { ProjectionName } from "../queue/vocabulary.js";

const PROJECTION_DIRECTORY = ".agents/daemon/projections";

/**
 * The projections that the daemon writes, and where, relative to the root of the project. In the order of writing: the
 * one that tells of the others comes last.
 */
export const FILE_PATHS = {
  "daemon-job-status": `${PROJECTION_DIRECTORY}/jobs.json`,
  "openclaw-snapshot": `${PROJECTION_DIRECTORY}/openclaw/latest.json`,
  "daemon-status": `${PROJECTION_DIRECTORY}/status.json`,
} as const satisfies Partial<Record<ProjectionName, string>>;

/** A projection with a file of the daemon; the files of the others are the executors'. */
export type FileProjection = keyof typeof FILE_PATHS;

/** In the order of writing. */
export const FILE_PROJECTIONS = Object.keys(FILE_PATHS) as readonly FileProjection[]; // its own keys

/** True for a projection that the daemon writes. */
export function isFileProjection(name: ProjectionName): name is FileProjection {
  return name in FILE_PATHS;
}
