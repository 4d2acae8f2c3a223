import type { LedgerEvent } from "./ledger/event.js";

/** What deciding may depend on beside state and command: values, so that the same inputs decide the same. */
export interface Moment {
  /** Milliseconds since the epoch; never before the last stored event. */
  readonly now: number;
  /** A fresh unguessable value. */
  readonly token: () => string;
}

/** Events to store (none for a refusal or a repeated command) and the answer once they are durable. */
export interface Decision<Outcome> {
  readonly events: readonly LedgerEvent[];
  readonly outcome: Outcome;
}

/**
 * A runtime, as the kernel sees it: pure rules over a state folded from events.
 *
 * A branch is a cheap copy: what is evolved on it is invisible to its base until merged, and dropping it undoes it.
 */
export interface Decider<State, Command, Outcome> {
  initial(): State;
  branch(base: State): State;
  merge(base: State, branch: State): void;
  evolve(state: State, event: LedgerEvent): void;
  decide(state: State, command: Command, moment: Moment): Decision<Outcome>;
  /** How a state is kept in a checkpoint; without it every start replays the whole ledger. */
  readonly snapshots?: Snapshots<State>;
}

/** How a state is written down. */
export interface Snapshots<State> {
  /** Names the runtime and the form; another text means that a state of it cannot be read. */
  readonly version: string;
  /** Lines without newlines, their number proportional to what is alive, not to the events. */
  encode(state: State): readonly string[];
  /** The state that was encoded. */
  decode(lines: readonly string[]): State;
}
