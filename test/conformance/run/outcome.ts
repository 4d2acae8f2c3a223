import type { Basis, Case, Level, Need } from "../suite/case.js";
import type { Place } from "../suite/suite-error.js";
import type { Exchange, WireRequest } from "./exchange.js";

/** How a case ended. `observable` is false when nothing could be seen, which is no fault of the daemon. */
export type Outcome =
  | { readonly kind: "passed" }
  | { readonly kind: "failed"; readonly failure: Failure }
  | { readonly kind: "not-observable"; readonly reason: string };

/** What was asked, expected and got. */
export interface Failure {
  /** The step of the case file; undefined for a reply that breaks the contract. */
  readonly place?: Place | undefined;
  readonly request?: WireRequest | undefined;
  readonly reply?: Exchange["reply"] | undefined;
  readonly expected: string;
  readonly got: string;
}

/** A case or, for `contract.*`, all replies of one operation; and how it ended. */
export interface Result {
  readonly id: string;
  readonly level: Level;
  readonly title: string;
  readonly basis: readonly Basis[];
  readonly needs: readonly Need[];
  /** Undefined when the level is not claimed. */
  readonly outcome: Outcome | undefined;
  /** Listed as known to fail: it counts as passed when it fails. */
  readonly isKnownFailing: boolean;
  readonly durationMs: number;
}

/** The result of a case that has ended, or was not run. */
export function resultOf(one: Case, outcome: Outcome | undefined, durationMs: number): Omit<Result, "isKnownFailing"> {
  const { id, level, title, basis, needs } = one;
  return { id, level, title, basis, needs: [...needs], outcome, durationMs };
}
