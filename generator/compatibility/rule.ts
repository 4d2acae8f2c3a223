import type { Cursor } from "../document/cursor.js";
import type { Severity } from "../findings/finding.js";
import type { Direction } from "../model/direction.js";

/**
 * What a change does to the values that a contract lets through: `narrows` refuses some that were valid, `widens` lets
 * some through that were not, `changes` may do both, `none` leaves them as they are.
 */
export type Effect = "narrows" | "widens" | "changes" | "none";

/** The effect of a change that may refuse some of what was valid (`narrows`), let more through (`widens`), or both. */
export function effectOf({ narrows, widens }: { readonly narrows: boolean; readonly widens: boolean }): Effect {
  if (narrows && widens) return "changes";
  return narrows ? "narrows" : widens ? "widens" : "none";
}

/** The effect of several changes of the same values. */
export function togetherOf(effects: readonly Effect[]): Effect {
  const has = (effect: Effect): boolean => effects.includes(effect) || effects.includes("changes");
  return effectOf({ narrows: has("narrows"), widens: has("widens") });
}

/** How grave a change is by the way that the value travels; undefined: not worth a word. */
export type Severities = Readonly<Record<Direction, Severity | undefined>>;

/** One difference that a rule found. */
export interface Change {
  /** A phrase about the thing at that place: `enum value "a" was removed`. */
  readonly what: string;
  /** Where it is in the new contract; absent for what is no longer there. */
  readonly at?: Cursor | undefined;
  /** Where it was in the old contract, given when there is nothing to point at in the new one. */
  readonly was?: Cursor | undefined;
}

/**
 * A rule of `specwright diff`. Pure: it looks at one pair of nodes of the old and the new contract and says what
 * changed.
 */
export interface Rule<Pair> {
  /** Kebab-case, the name of its file; stands in messages, ignore files and docs/compatibility.md. */
  readonly id: string;
  /** What it finds, as one sentence for the documentation. */
  readonly summary: string;
  readonly effect: Effect;
  /** Given where more has to be weighed than the effect: see `severitiesOf`. */
  readonly severity?: Severities;
  check(pair: Pair): readonly Change[];
}

const BY_EFFECT: Readonly<Record<Effect, Severities>> = {
  // A client sends what was valid, and is refused; what a server sends was always allowed.
  narrows: { request: "error", reply: "info" },
  // A client receives what it was told would never come.
  widens: { request: "info", reply: "error" },
  changes: { request: "error", reply: "error" },
  none: { request: "info", reply: "info" },
};

/** The severities of a rule: its own, or those that follow from its effect. */
export function severitiesOf(rule: Rule<never>): Severities {
  return rule.severity ?? BY_EFFECT[rule.effect];
}

/** The same severity both ways. */
export function always(severity: Severity): Severities {
  return { request: severity, reply: severity };
}
