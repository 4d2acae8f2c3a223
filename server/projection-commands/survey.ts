import { isDeepStrictEqual } from "node:util";

import { readAll } from "../kernel/ledger/checkpoint.js";
import { parseTimestamp } from "../kernel/timestamp.js";
import type { Storage } from "../kernel/ports/storage.js";
import type { FileProjection } from "../jobspec/projections/file-paths.js";
import { FILE_PATHS, FILE_PROJECTIONS } from "../jobspec/projections/file-paths.js";
import type { Frozen } from "../jobspec/projections/files.js";
import { filePieces } from "../jobspec/projections/files.js";
import { queueDecider } from "../jobspec/queue/decider.js";
import type { QueueState } from "../jobspec/queue/state.js";
import { surveyLedger } from "../ledger-commands/survey-ledger.js";

/** A projection's file, compared with the ledger. */
export interface SurveyedFile {
  readonly projection: FileProjection;
  readonly path: string;
  /** Events of the ledger that it shows. */
  readonly eventCount: number;
  /** Why it cannot be trusted; undefined for a file that is true, if perhaps not the latest. */
  readonly fault: string | undefined;
}

/** A ledger and the files beside it. */
export interface ProjectionSurvey {
  readonly state: QueueState;
  readonly files: readonly SurveyedFile[];
}

type Members = Readonly<Record<string, unknown>>;

/** What a projection's file says of itself. */
interface ReadFile {
  readonly value: Members;
  readonly lastEventId: string;
  readonly madeMs: number;
}

/** The member of each file that is made from jobs alone; everything else tells of the process that wrote it. */
const CONTENT: Readonly<Record<FileProjection, string>> = {
  "daemon-job-status": "jobs",
  "openclaw-snapshot": "resources",
  "daemon-status": "job_counts",
};

/** Compares every file with a replay of the ledger, changing nothing; undefined when there is no ledger. */
export async function surveyProjections(storage: Storage): Promise<ProjectionSurvey | undefined> {
  // The files first: the ledger only grows, so none of them is ahead of it for being written meanwhile.
  const found = new Map<FileProjection, ReadFile | string>();
  for (const name of FILE_PROJECTIONS) found.set(name, await readProjection(storage, FILE_PATHS[name]));
  const wanted = new Set([...found.values()].map((file) => (typeof file === "string" ? undefined : file.lastEventId)));
  const state = queueDecider.initial();
  const moments = new Map([["", freeze(state)]]);
  const ledger = await surveyLedger(storage, (event) => {
    queueDecider.evolve(state, event);
    const { lastEventId = "" } = state;
    if (wanted.has(lastEventId)) moments.set(lastEventId, freeze(state));
  });
  await ledger?.live?.close();
  if (ledger === undefined) return undefined;
  return { state, files: FILE_PROJECTIONS.map((name) => compare(name, found.get(name) ?? MISSING, moments)) };
}

const MISSING = "is missing";

async function readProjection(storage: Storage, path: string): Promise<ReadFile | string> {
  const file = await storage.open(path);
  if (file === undefined) return MISSING;
  const text = (await readAll(file).finally(() => file.close())).toString();
  try {
    const value = JSON.parse(text) as Members; // its members are looked at one by one
    const { last_event_id } = value["source"] === undefined ? value : (value["source"] as Members); // or it throws
    const madeMs = parseTimestamp(String(value["generated_at"] ?? value["rebuilt_at"]));
    if (madeMs === undefined) return "does not say when it was made";
    return { value, lastEventId: typeof last_event_id === "string" ? last_event_id : "", madeMs };
  } catch {
    return "is not whole";
  }
}

function freeze(state: QueueState): Frozen {
  const { eventCount, lastEventId, manifests } = state;
  return { view: { state: { eventCount, lastEventId, manifests }, corruptCount: 0, now: 0 }, jobs: [...state.jobs()] };
}

function compare(
  projection: FileProjection,
  file: ReadFile | string,
  moments: ReadonlyMap<string, Frozen>,
): SurveyedFile {
  const path = FILE_PATHS[projection];
  const unknown = { projection, path, eventCount: 0 };
  if (typeof file === "string") return { ...unknown, fault: file };
  const moment = moments.get(file.lastEventId);
  if (moment === undefined) return { ...unknown, fault: `shows ${file.lastEventId}, which the ledger does not hold` };
  const { view, jobs } = moment;
  const text = [...filePieces(projection, { view: { ...view, now: file.madeMs }, jobs })].join("");
  const made = JSON.parse(text) as Members; // our own text
  const member = CONTENT[projection];
  const isTrue = isDeepStrictEqual(file.value[member], made[member]);
  const fault = isTrue ? undefined : `differs from a replay of the ledger in "${member}"`;
  return { projection, path, eventCount: view.state.eventCount, fault };
}
