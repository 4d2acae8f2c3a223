import { isDeepStrictEqual } from "node:util";

import { readAll } from "../kernel/ledger/checkpoint.js";
import type { VisitEvent } from "../kernel/ledger/fold.js";
import type { Storage } from "../kernel/ports/storage.js";
import type { FileHead, FileMembers } from "../jobspec/projections/file-head.js";
import { headOf } from "../jobspec/projections/file-head.js";
import type { FileProjection } from "../jobspec/projections/file-paths.js";
import { FILE_PATHS, FILE_PROJECTIONS } from "../jobspec/projections/file-paths.js";
import type { Frozen } from "../jobspec/projections/files.js";
import { filePieces } from "../jobspec/projections/files.js";
import { queueDecider } from "../jobspec/queue/decider.js";
import type { QueueState } from "../jobspec/queue/state.js";
import { isSound, reportOf } from "../ledger-commands/report.js";
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
  /** Nothing of the ledger is missing or unreadable: else every projection is degraded. */
  readonly isSound: boolean;
  readonly files: readonly SurveyedFile[];
}

interface ReadFile extends FileHead {
  readonly members: FileMembers;
}

/**
 * Compares every file with a replay of the ledger, changing nothing; undefined when there is no ledger. `visit` sees
 * every event.
 */
export async function surveyProjections(storage: Storage, visit: VisitEvent): Promise<ProjectionSurvey | undefined> {
  // The files first: the ledger only grows, so none of them is ahead of it for being written meanwhile.
  const found = new Map<FileProjection, ReadFile | string>();
  for (const name of FILE_PROJECTIONS) found.set(name, await readProjection(storage, FILE_PATHS[name]));
  const wanted = new Set([...found.values()].map((file) => (typeof file === "string" ? undefined : file.lastEventId)));
  const state = queueDecider.initial();
  const moments = new Map([[state.lastEventId, freeze(state)]]);
  const ledger = await surveyLedger(storage, (event, ...place) => {
    visit(event, ...place);
    queueDecider.evolve(state, event);
    if (wanted.has(state.lastEventId)) moments.set(state.lastEventId, freeze(state));
  });
  await ledger?.live?.close();
  if (ledger === undefined) return undefined;
  const files = FILE_PROJECTIONS.map((name) => compare(name, found.get(name) ?? MISSING, moments));
  return { state, isSound: isSound(reportOf(ledger)), files };
}

const MISSING = "is missing";
/** What only the process knew that wrote the file: how the files stood then, and what it could read. */
const WRITERS_OWN: ReadonlySet<string> = new Set([
  "status",
  "ready",
  "ledger_replay_status",
  "projection_status",
  "projection_lag",
  "degraded_reasons",
  "manifests",
]);

async function readProjection(storage: Storage, path: string): Promise<ReadFile | string> {
  const file = await storage.open(path);
  if (file === undefined) return MISSING;
  const text = (await readAll(file).finally(() => file.close())).toString();
  try {
    const members = JSON.parse(text) as FileMembers;
    const head = headOf(members);
    return head === undefined ? "does not say when it was made" : { ...head, members };
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
  moments: ReadonlyMap<string | undefined, Frozen>,
): SurveyedFile {
  const path = FILE_PATHS[projection];
  const unknown = { projection, path, eventCount: 0 };
  if (typeof file === "string") return { ...unknown, fault: file };
  const moment = moments.get(file.lastEventId);
  if (moment === undefined) {
    return { ...unknown, fault: `shows ${String(file.lastEventId)}, which the ledger does not hold` };
  }
  const { view, jobs } = moment;
  const text = [...filePieces(projection, { view: { ...view, now: file.madeMs }, jobs })].join("");
  const made = JSON.parse(text) as FileMembers; // our own text
  const names = [...new Set([...Object.keys(made), ...Object.keys(file.members)])];
  const wrong = names.find((name) => !WRITERS_OWN.has(name) && !isDeepStrictEqual(file.members[name], made[name]));
  const fault = wrong === undefined ? undefined : `differs from a replay of the ledger in "${wrong}"`;
  return { projection, path, eventCount: view.state.eventCount, fault };
}
