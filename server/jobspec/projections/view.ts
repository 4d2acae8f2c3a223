import type { QueueState } from "../queue/state.js";
import type { ProjectionName } from "../queue/vocabulary.js";

/** What a read is built from: durable state, what the replay could not read, and the present. */
export interface View {
  readonly state: QueueState;
  readonly corruptCount: number;
  /** Why the ledger takes nothing more, when something that was accepted is missing from it. */
  readonly damage?: string | undefined;
  /** Milliseconds since the epoch. */
  readonly now: number;
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

/** True while every stored line is an event and none is missing. */
export function isReady(view: View): boolean {
  return view.corruptCount === 0 && view.damage === undefined;
}

/** The ledger's counts. */
export function lag(view: View): Lag {
  const { state, corruptCount } = view;
  return {
    ...lastEvent(state),
    event_count: state.eventCount,
    corrupt_record_count: corruptCount,
    degraded: !isReady(view),
  };
}

/** Status of one projection: damage outweighs staleness. */
export function projectionStatus(view: View, name: ProjectionName): ProjectionStatus {
  if (!isReady(view)) return "degraded";
  return view.state.manifests.get(name) ?? "current";
}

/** `degraded_reasons`, absent while there is none. */
export function degradedReasons(view: View): { readonly degraded_reasons?: readonly string[] } {
  if (isReady(view)) return {};
  const reasons = [...(view.corruptCount === 0 ? [] : [CORRUPT_REASON]), view.damage];
  return { degraded_reasons: reasons.filter((reason) => reason !== undefined) };
}

/** `last_event_id`, absent while the ledger is empty. */
export function lastEvent(state: QueueState): { readonly last_event_id?: string } {
  return state.lastEventId === undefined ? {} : { last_event_id: state.lastEventId };
}
