import { ARRAY } from "../../model/type-set.js";
import { effectOf, togetherOf, type Effect } from "../rule.js";
import type { Containment, NormalSchema } from "./normal-schema.js";
import type { SchemaPair } from "./schema-pair.js";

/** What became of the demand that a list contains items of a kind, the kind itself aside. */
export function containsChange(pair: SchemaPair): Effect {
  const { old, new: now, shared } = pair;
  if ((shared & ARRAY) === 0 || old.contains.length + now.contains.length === 0) return "none";
  if (now.contains.length === 0) return "widens";
  if (old.contains.length === 0) return "narrows";
  if (old.contains.length !== now.contains.length) return "changes";
  return togetherOf(
    old.contains.map((before, index) => {
      const after = now.contains[index];
      return after === undefined ? "changes" : numberEffect(before, after, pair);
    }),
  );
}

function numberEffect(before: Containment, after: Containment, pair: SchemaPair): Effect {
  // Of another kind, items can be counted against each other only where more of them never hurt.
  const areCountable = [pair.old, pair.new].every((schema) => comparableContains(schema) !== undefined);
  if (!areCountable && !isSameKind(before, after, pair)) return "changes";
  return effectOf({
    narrows: after.min > before.min || after.max < before.max,
    widens: after.min < before.min || after.max > before.max,
  });
}

function isSameKind(before: Containment, after: Containment, { old, new: now, proofs }: SchemaPair): boolean {
  const [a, b] = [old.normalizer.of([before.schema]), now.normalizer.of([after.schema])];
  return proofs.contains(a, b) && proofs.contains(b, a);
}

/** The one `contains` of a schema, when more items of the kind never hurt. */
export function comparableContains({ contains }: NormalSchema): Containment | undefined {
  const [only, ...others] = contains;
  return others.length === 0 && only?.max === Infinity ? only : undefined;
}

/** `1 to 3`, of items of the kind. */
export function containsText({ contains }: NormalSchema): string {
  const texts = contains.map(({ min, max }) => (max === Infinity ? `${min} or more` : `${min} to ${max}`));
  return texts.length === 0 ? "any number" : texts.join(", ");
}
