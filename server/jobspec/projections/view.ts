import type { QueueState } from "../queue/state.js";
import type { ProjectionName } from "../queue/vocabulary.js";

/** What a read says of its ledger and of itself, beside the jobs. */
export interface ViewHead {
  readonly state: Pick<QueueState, "eventCount" | "lastEventId" | "manifests">;
  readonly corruptCount: number;
  /** Why the ledger takes nothing more, when something that was accepted is missing from it. */
  readonly damage?: string | undefined;
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** What is known of the files of projections. */
  readonly files?: ReadonlyMap<ProjectionName, FileStanding> | undefined;
}

/** What a read is built from: durable state, what the replay could not read, and the present. */
export interface View extends ViewHead {
  readonly state: QueueState;
}

/** The moment that a file shows. */
export interface ShownMoment {
  /** Undefined for a file that was found at the start. */
  readonly eventCount: number | undefined;
  readonly lastEventId: string | undefined;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** How a projection's file stands. */
export interface FileStanding {
  /** What the file shows; undefined while this process has neither found nor written one. */
  readonly shows: ShownMoment | undefined;
  /** Why it does not show more. */
  readonly fault: string | undefined;
}

/** Status of a projection as readers see it. */
export type ProjectionStatus = "current" | "stale" | "degraded";

/** Where the ledger is, relative to the root of the project. */
export const LEDGER_PATH = ".agents/daemon/ledger.jsonl";

/** The reason for which reads are degraded, as the reference words it. */
export const CORRUPT_REASON = "read-only ledger replay observed corrupt records";

/** How far a read is behind the ledger. Nothing is ever behind here; the counts are the ledger's. */
export interface Lag {
  readonly last_event_id?: string;
  readonly event_count: number;
  readonly corrupt_record_count: number;
  readonly degraded: boolean;
}

/** Whether the ledger was read, and how far the projections can be trusted. */
export interface Readiness {
  readonly ready: boolean;
  readonly ledger_replay_status: "complete" | "corrupt";
  readonly projection_status: ProjectionStatus;
  readonly projection_lag: Lag;
  readonly degraded_reasons?: readonly string[];
}

/** True while every stored line is an event and none is missing. */
export function isReady(view: ViewHead): boolean {
  return view.corruptCount === 0 && view.damage === undefined;
}

/** Readiness, and why not. What only the ledger calls stale leaves the whole current, as in the reference. */
export function readiness(view: ViewHead): Readiness {
  const ready = isReady(view);
  const isBehind = [...(view.files?.values() ?? [])].some(({ fault }) => fault !== undefined);
  return {
    ready,
    ledger_replay_status: ready ? "complete" : "corrupt",
    projection_status: !ready ? "degraded" : isBehind ? "stale" : "current",
    projection_lag: lag(view),
    ...degradedReasons(view),
  };
}

/** The ledger's counts. */
export function lag(view: ViewHead): Lag {
  const { state, corruptCount } = view;
  return {
    ...lastEvent(state),
    event_count: state.eventCount,
    corrupt_record_count: corruptCount,
    degraded: !isReady(view),
  };
}

/** Status of one projection: damage outweighs staleness. A file that is behind is stale before the ledger says so. */
export function projectionStatus(view: ViewHead, name: ProjectionName): ProjectionStatus {
  if (!isReady(view)) return "degraded";
  if (view.files?.get(name)?.fault !== undefined) return "stale";
  return view.state.manifests.get(name) ?? "current";
}

/** `degraded_reasons`, absent while there is none. */
export function degradedReasons(view: ViewHead): { readonly degraded_reasons?: readonly string[] } {
  if (isReady(view)) return {};
  const reasons = [...(view.corruptCount === 0 ? [] : [CORRUPT_REASON]), view.damage];
  return { degraded_reasons: reasons.filter((reason) => reason !== undefined) };
}

/** `last_event_id`, absent while the ledger is empty. */
export function lastEvent(state: ViewHead["state"]): { readonly last_event_id?: string } {
  return state.lastEventId === undefined ? {} : { last_event_id: state.lastEventId };
}
