import { OBJECT } from "../../model/type-set.js";
import { effectOf, togetherOf, type Effect } from "../rule.js";
import type { Conjunction, NormalSchema, ObjectGroup } from "./normal-schema.js";
import type { SchemaPair } from "./schema-pair.js";

/** Schemas for the properties whose names match a pattern, in both contracts; `*` for those that match none. */
export interface PatternPair {
  readonly pattern: string;
  readonly old: Conjunction;
  readonly new: Conjunction;
}

/** The patterns that both schemas have. */
export function patternPairs(old: NormalSchema, now: NormalSchema): PatternPair[] {
  return (groupPairs(old, now) ?? []).flatMap(([before, after]) => [
    ...[...before.patterns].flatMap(([pattern, schemas]) => {
      const others = after.patterns.get(pattern);
      return others === undefined ? [] : [{ pattern, old: schemas, new: others }];
    }),
    { pattern: "*", old: before.additional, new: after.additional },
  ]);
}

/**
 * What patterns do that only one of two schemas has, declared properties aside. Which names match two patterns is not
 * decided: each may match none, one or all of the others.
 */
export function patternEffect(pair: SchemaPair): Effect {
  if ((pair.shared & OBJECT) === 0) return "none";
  const groups = groupPairs(pair.old, pair.new);
  if (groups === undefined) return "changes";
  return togetherOf(groups.map((group) => groupEffect(group, pair)));
}

type GroupPair = readonly [old: ObjectGroup, now: ObjectGroup];

const ANYTHING: ObjectGroup = { properties: new Map(), patterns: new Map(), additional: [] };

/** Undefined where it cannot be told which group of the one belongs to which of the other. */
function groupPairs({ objects: old }: NormalSchema, { objects: now }: NormalSchema): GroupPair[] | undefined {
  if (![...old, ...now].some(({ patterns }) => patterns.size > 0)) return [];
  if (Math.max(old.length, now.length) > 1 && old.length !== now.length) return undefined;
  const length = Math.max(old.length, now.length);
  return Array.from({ length }, (_, index) => [old[index] ?? ANYTHING, now[index] ?? ANYTHING]);
}

function groupEffect([before, after]: GroupPair, { old, new: now, proofs }: SchemaPair): Effect {
  const gained = schemasOnlyIn(after, before).map((schemas) => now.normalizer.of(schemas));
  const lost = schemasOnlyIn(before, after).map((schemas) => old.normalizer.of(schemas));
  // A name may match one of both.
  if (gained.length > 0 && lost.length > 0) return "changes";
  const [others, newOthers] = [old.normalizer.of(before.additional), now.normalizer.of(after.additional)];
  const olds = [others, ...[...before.patterns.values()].map((schemas) => old.normalizer.of(schemas))];
  const news = [newOthers, ...[...after.patterns.values()].map((schemas) => now.normalizer.of(schemas))];
  return effectOf({
    narrows:
      gained.some((schema) => olds.some((other) => !proofs.contains(schema, other))) ||
      lost.some((schema) => !proofs.contains(newOthers, schema)),
    widens:
      gained.some((schema) => !proofs.contains(others, schema)) ||
      lost.some((schema) => news.some((other) => !proofs.contains(schema, other))),
  });
}

function schemasOnlyIn(group: ObjectGroup, other: ObjectGroup): Conjunction[] {
  return [...group.patterns].filter(([pattern]) => !other.patterns.has(pattern)).map(([, schemas]) => schemas);
}
