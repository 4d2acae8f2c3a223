import { ARRAY, OBJECT, STRING } from "../../model/type-set.js";
import { comparableContains } from "./contains-changes.js";
import { itemOf, memberOf, namesOf, othersOf, prefixLength, type Member } from "./members.js";
import { isAny, isNever } from "./normal-schema.js";
import { patternPairs } from "./pattern-properties.js";
import type { ChildPair, SchemaPair } from "./schema-pair.js";
import { compareUnions, isWrapped } from "./unions.js";

/** The pairs of schemas inside a pair that have to be compared in turn, as far as rules do not decide them. */
export function childPairs(pair: SchemaPair): ChildPair[] {
  if (isWrapped(pair.old, pair.new)) return [...compareUnions(pair).paired];
  return [
    ...((pair.shared & OBJECT) === 0 ? [] : objectPairs(pair)),
    ...((pair.shared & ARRAY) === 0 ? [] : arrayPairs(pair)),
    ...((pair.shared & STRING) === 0 ? [] : [contentPair(pair)]),
    ...compareUnions(pair).paired,
  ];
}

function objectPairs({ old, new: now }: SchemaPair): ChildPair[] {
  const pairs: ChildPair[] = [];
  for (const name of new Set([...namesOf(old), ...namesOf(now)])) {
    const [before, after] = [memberOf(old, name), memberOf(now, name)];
    if (areComparable(before, after)) pairs.push({ old: before.normal, new: after.normal, step: name });
  }
  const [others, newOthers] = [othersOf(old), othersOf(now)];
  if (!isNever(others) && !isNever(newOthers)) pairs.push({ old: others, new: newOthers, step: "*" });
  for (const { pattern, ...both } of patternPairs(old, now)) {
    pairs.push({ old: old.normalizer.of(both.old), new: now.normalizer.of(both.new), step: pattern });
  }
  pairs.push({
    old: old.normalizer.of(old.propertyNames),
    new: now.normalizer.of(now.propertyNames),
    step: "(property name)",
  });
  for (const name of new Set([...old.dependentSchemas.keys(), ...now.dependentSchemas.keys()])) {
    pairs.push({
      old: old.normalizer.of(old.dependentSchemas.get(name) ?? []),
      new: now.normalizer.of(now.dependentSchemas.get(name) ?? []),
      step: undefined,
    });
  }
  return pairs;
}

/**
 * A declared property is compared with what holds for it in the other contract, unless that is everything or nothing:
 * those are added and removed properties, which have rules of their own.
 */
function areComparable(old: Member, now: Member): boolean {
  if (isNever(old.normal) || isNever(now.normal)) return false;
  if (old.isDeclared && now.isDeclared) return true;
  return !isAny(old.normal) && !isAny(now.normal);
}

function arrayPairs({ old, new: now }: SchemaPair): ChildPair[] {
  const length = Math.max(prefixLength(old), prefixLength(now));
  const pairs: ChildPair[] = [];
  for (let index = 0; index < length; index += 1) {
    pairs.push({ old: itemOf(old, index), new: itemOf(now, index), step: String(index) });
  }
  pairs.push({ old: itemOf(old, length), new: itemOf(now, length), step: "*" });
  const [before, after] = [comparableContains(old), comparableContains(now)];
  if (before !== undefined && after !== undefined) {
    pairs.push({
      old: old.normalizer.of([before.schema]),
      new: now.normalizer.of([after.schema]),
      step: "(contained item)",
    });
  }
  return pairs;
}

function contentPair({ old, new: now }: SchemaPair): ChildPair {
  return { old: old.normalizer.of(old.contents), new: now.normalizer.of(now.contents), step: "(content)" };
}
