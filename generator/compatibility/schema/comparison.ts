import type { Direction } from "../../model/direction.js";
import { OBJECT } from "../../model/type-set.js";
import type { Change, Effect, Rule } from "../rule.js";
import { childPairs } from "./child-pairs.js";
import { namesOf, memberOf } from "./members.js";
import { isAny, type Conjunction, type NormalSchema } from "./normal-schema.js";
import type { Normalizer, Numbering } from "./normalizer.js";
import { LIST_RULES, MEMBER_RULES, NULL_RULES, SCHEMA_RULES, TEXT_RULES, UNION_RULES } from "./rules.js";
import { Sameness } from "./sameness.js";
import type { Proofs, SchemaPair } from "./schema-pair.js";
import { isWrapped } from "./unions.js";

/** A change of a schema, the rule that found it, and the steps from the schema that was asked about. */
export interface SchemaChange {
  readonly rule: Rule<never>;
  readonly effect: Effect;
  readonly change: Change;
  readonly path: readonly string[];
}

/** Both schemas of a value, by the contracts that they are from. */
export interface SchemaQuestion {
  readonly old: Conjunction;
  readonly new: Conjunction;
  readonly direction: Direction;
  /** How the value is written, where it is not as JSON: as a text, or as one for each item of a list. */
  readonly form?: "text" | "exploded text" | undefined;
}

/**
 * Compares schemas of an old and a new contract. Every pair is told of once per direction, where it is met first:
 * a component that changed is one finding, not one for each operation that uses it.
 */
export class SchemaComparison implements Proofs {
  readonly #old: Record<Direction, Normalizer>;
  readonly #new: Record<Direction, Normalizer>;
  readonly #sameness: Sameness;
  readonly #told = new Set<string>();
  readonly #decided = new Map<string, boolean>();
  readonly #assumed: string[] = [];

  constructor(
    sides: { readonly old: Record<Direction, Normalizer>; readonly new: Record<Direction, Normalizer> },
    numbering: Numbering,
  ) {
    this.#old = sides.old;
    this.#new = sides.new;
    this.#sameness = new Sameness(numbering);
  }

  /** What changed from `old` to `new`, leaving out pairs that were told of before. */
  *changes({ old, new: now, direction, form }: SchemaQuestion): Generator<SchemaChange> {
    const pair = this.#pair(this.#old[direction].enter(old), this.#new[direction].enter(now), direction);
    const found = form === undefined ? [] : textChanges(pair, form);
    yield* found;
    if (found.length === 0) yield* this.#walk(pair, { direction, path: [] });
  }

  *#walk(
    { old, new: now }: { old: NormalSchema; new: NormalSchema },
    at: { readonly direction: Direction; readonly path: readonly string[] },
  ): Generator<SchemaChange> {
    const key = `${at.direction} ${old.id} ${now.id}`;
    if (this.#told.has(key) || this.isSame(old, now)) return;
    this.#told.add(key);
    const pair = this.#pair(old, now, at.direction);
    for (const found of ownChanges(pair)) yield { ...found, path: at.path };
    if (isWholeChange(pair)) return;
    for (const { step, ...child } of childPairs(pair)) {
      const path = step === undefined ? at.path : [...at.path, step];
      yield* this.#walk(child, { ...at, path });
    }
  }

  /**
   * Proves or fails to prove that `outer` lets through whatever `inner` does. A pair that is met again while it is
   * being decided is taken as proved: of a recursive schema, only values of finite depth have to be looked at.
   */
  contains(outer: NormalSchema, inner: NormalSchema): boolean {
    const key = `${inner.id} ${outer.id}`;
    const known = this.#decided.get(key);
    if (known !== undefined) return known;
    const start = this.#assumed.length;
    this.#decided.set(key, true);
    this.#assumed.push(key);
    const isProved = this.isSame(inner, outer) || !this.#mayNarrow(inner, outer);
    if (!isProved) {
      // What was proved on the way may rest on this pair, so it is open again; what was refuted is not.
      for (const other of this.#assumed.splice(start))
        if (this.#decided.get(other) === true) this.#decided.delete(other);
      this.#decided.set(key, false);
    } else if (start === 0) this.#assumed.length = 0;
    return isProved;
  }

  #mayNarrow(old: NormalSchema, now: NormalSchema): boolean {
    // Which direction does not matter: effects are the same in both.
    const pair = this.#pair(old, now, "request");
    for (const { effect } of ownChanges(pair)) if (effect === "narrows" || effect === "changes") return true;
    return childPairs(pair).some((child) => !this.contains(child.new, child.old));
  }

  isSame(old: NormalSchema, now: NormalSchema): boolean {
    if (old.id === now.id) return true;
    const [a, ...others] = old.roots;
    const [b, ...more] = now.roots;
    if (a === undefined || b === undefined || others.length + more.length > 0) return false;
    return this.#sameness.isSame({ schema: a, normalizer: old.normalizer }, { schema: b, normalizer: now.normalizer });
  }

  #pair(old: NormalSchema, now: NormalSchema, direction: Direction): SchemaPair {
    return { direction, old, new: now, shared: old.types & now.types, proofs: this };
  }
}

/** What a change of type is where values are written as texts. */
function textChanges(pair: SchemaPair, form: "text" | "exploded text"): SchemaChange[] {
  const rules = form === "text" ? TEXT_RULES : [...TEXT_RULES, ...LIST_RULES];
  return rules.flatMap((rule) => rule.check(pair).map((change) => ({ rule, effect: rule.effect, change, path: [] })));
}

/** True where everything was, or is, valid, and the types tell so: what is inside follows from that. */
function isWholeChange({ old, new: now }: SchemaPair): boolean {
  return old.types !== now.types && (isAny(old) || isAny(now)) && !isWrapped(old, now);
}

function* ownChanges(pair: SchemaPair): Generator<Omit<SchemaChange, "path">> {
  const isUnion = isWrapped(pair.old, pair.new);
  const rules = [...(isUnion ? NULL_RULES : SCHEMA_RULES), ...UNION_RULES];
  for (const rule of rules) for (const change of rule.check(pair)) yield { rule, effect: rule.effect, change };
  if ((pair.shared & OBJECT) === 0 || isUnion || isWholeChange(pair)) return;
  for (const name of new Set([...namesOf(pair.old), ...namesOf(pair.new)])) {
    const member = { ...pair, name, old: memberOf(pair.old, name), new: memberOf(pair.new, name), within: pair };
    for (const rule of MEMBER_RULES)
      for (const change of rule.check(member)) yield { rule, effect: rule.effect, change };
  }
}
