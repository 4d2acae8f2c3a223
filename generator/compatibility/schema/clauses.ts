import type { Condition, Conjunction, NormalSchema } from "./normal-schema.js";
import type { Proofs } from "./schema-pair.js";

/** True when a `not` of `now` may refuse what all of `old` lets through. */
export function gainedNegations(old: NormalSchema, now: NormalSchema, proofs: Proofs): boolean {
  return now.negations.some((refused) => {
    const inner = now.normalizer.of([refused]);
    // What is of no type that `old` lets through was refused before.
    if ((inner.types & old.types) === 0 && inner.unions.length === 0) return false;
    return !old.negations.some((before) => proofs.contains(old.normalizer.of([before]), inner));
  });
}

/** True when an `if` of `now` may refuse what all of `old` lets through. */
export function gainedConditions(old: NormalSchema, now: NormalSchema, proofs: Proofs): boolean {
  return now.conditions.some((gained) => !old.conditions.some((before) => isAtLeast(before, gained)));

  /** The same values are asked, and each answer lets through no more. */
  function isAtLeast(before: Condition, after: Condition): boolean {
    const asOld = (list: Conjunction): NormalSchema => old.normalizer.of(list);
    const asNew = (list: Conjunction): NormalSchema => now.normalizer.of(list);
    const [question, other] = [asOld([before.if]), asNew([after.if])];
    return (
      proofs.contains(question, other) &&
      proofs.contains(other, question) &&
      proofs.contains(asNew(after.then), asOld(before.then)) &&
      proofs.contains(asNew(after.else), asOld(before.else))
    );
  }
}
