import type { Decision, Moment } from "../../kernel/decider.js";
import type { Mark, QueueOutcome } from "./command.js";
import { Numbering } from "./numbering.js";
import type { QueueState } from "./state.js";

/** What stands for the job in an event about projections, as in the reference's records. */
const SUBJECT = "projections";

/** One event for all projections named. What is stale already is not marked again; a rebuild is always recorded. */
export function decideMark(state: QueueState, command: Mark, { now }: Moment): Decision<QueueOutcome> {
  const { status, reason, actor } = command;
  const projections = command.projections.filter(
    (name) => status === "current" || state.manifests.get(name) !== "stale",
  );
  const outcome = { kind: "marked", projections } as const;
  if (projections.length === 0) return { events: [], outcome };
  const numbering = new Numbering(state, now);
  const event = numbering.event({
    type: status === "stale" ? "projection.marked_stale" : "projection.rebuilt",
    jobId: SUBJECT,
    requestId: numbering.requestId(SUBJECT),
    actor,
    payload: { projection_targets: projections, ...(reason === undefined ? {} : { reason }) },
  });
  return { events: [event], outcome };
}
