import type { Decider } from "../../kernel/decider.js";
import type { QueueCommand, QueueOutcome } from "./command.js";
import { decide } from "./decide.js";
import { evolve } from "./evolve.js";
import { decodeState, encodeState } from "./snapshot.js";
import { QueueState } from "./state.js";

/** The JobSpec queue, as the kernel runs it. */
export const queueDecider: Decider<QueueState, QueueCommand, QueueOutcome> = {
  initial: () => new QueueState(),
  branch: (base) => new QueueState(base),
  merge: (base, branch) => {
    base.merge(branch);
  },
  evolve,
  decide,
  snapshots: { version: "jobspec-queue-2", encode: encodeState, decode: decodeState },
};
