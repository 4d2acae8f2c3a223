import { NULL } from "../../model/type-set.js";
import { isDisjoint, tagOf } from "./exclusive.js";
import { isPureUnion, type NormalSchema, type Union } from "./normal-schema.js";
import type { ChildPair, Proofs, SchemaPair } from "./schema-pair.js";

/** A branch of a union and what it is called in messages. */
export interface Branch {
  readonly normal: NormalSchema;
  readonly name: string;
}

/** How the unions of two schemas differ. */
export interface UnionDifference {
  /** Branches that belong together; their differences are told of one by one. */
  readonly paired: readonly ChildPair[];
  /** Branches of the old contract that no branch of the new one is known to take over. */
  readonly removed: readonly Branch[];
  readonly added: readonly Branch[];
  /** Unions that a schema has got or lost beside what else it demands. */
  readonly gained: readonly Union[];
  readonly lost: readonly Union[];
  /** Unions of which a value may match two branches, where that matters: a `oneOf` then refuses it. */
  readonly overlaps: readonly Overlap[];
}

/** A `oneOf` with branches that may overlap, in the new contract, the old one or both. */
export interface Overlap {
  readonly before: Union | undefined;
  readonly now: Union | undefined;
  /** True when the branches are the same, so that `anyOf` against `oneOf` is all the difference. */
  readonly hasSameBranches: boolean;
}

/** A list of branches on each side. */
interface UnionPair {
  readonly old: readonly Branch[];
  readonly new: readonly Branch[];
  readonly oldUnion: Union | undefined;
  readonly newUnion: Union | undefined;
}

const DIFFERENCES = new WeakMap<SchemaPair, UnionDifference>();

/** Compares the unions of a pair, branch by branch. */
export function compareUnions(pair: SchemaPair): UnionDifference {
  const known = DIFFERENCES.get(pair);
  if (known !== undefined) return known;
  const { pairs, gained, lost } = pairUp(pair);
  const compared = pairs.map((unions) => compareBranches(unions, pair));
  const found: UnionDifference = {
    paired: compared.flatMap(({ paired }) => paired),
    removed: compared.flatMap(({ removed }) => removed),
    added: compared.flatMap(({ added }) => added),
    gained: gained.filter((union) => !isImplied(union, pair.new, { schema: pair.old, proofs: pair.proofs })),
    lost: lost.filter((union) => !isImplied(union, pair.old, { schema: pair.new, proofs: pair.proofs })),
    overlaps: compared.map(({ overlap }) => overlap).filter(({ before, now }) => (before ?? now) !== undefined),
  };
  DIFFERENCES.set(pair, found);
  return found;
}

function pairUp({ old, new: now }: SchemaPair): {
  pairs: UnionPair[];
  gained: readonly Union[];
  lost: readonly Union[];
} {
  if (isWrapped(old, now)) return { pairs: [unionPair(old, now)], gained: [], lost: [] };
  if (old.unions.length !== now.unions.length) return { pairs: [], gained: now.unions, lost: old.unions };
  const pairs = old.unions.map((oldUnion, index) => {
    const newUnion = now.unions[index];
    return {
      old: branchesOf(oldUnion, old),
      new: branchesOf(newUnion, now),
      oldUnion,
      newUnion,
    };
  });
  return { pairs, gained: [], lost: [] };
}

/** True when one of the two is nothing but a union: the other is then compared as a union of one branch. */
export function isWrapped(old: NormalSchema, now: NormalSchema): boolean {
  if (isPureUnion(old)) return isPureUnion(now) || now.unions.length === 0;
  return isPureUnion(now) && old.unions.length === 0;
}

function unionPair(old: NormalSchema, now: NormalSchema): UnionPair {
  const [oldUnion] = isPureUnion(old) ? old.unions : [];
  const [newUnion] = isPureUnion(now) ? now.unions : [];
  return {
    old: oldUnion === undefined ? [soleBranch(old, branchesOf(newUnion, now))] : branchesOf(oldUnion, old),
    new: newUnion === undefined ? [soleBranch(now, branchesOf(oldUnion, old))] : branchesOf(newUnion, now),
    oldUnion,
    newUnion,
  };
}

/** What is no union, as a branch beside those of one; without null where null is told of for itself there. */
function soleBranch(schema: NormalSchema, others: readonly Branch[]): Branch {
  const isForBranches = (schema.types & NULL) === 0 || others.some(({ normal }) => (normal.types & NULL) !== 0);
  return { normal: isForBranches ? schema : schema.normalizer.withoutNull(schema), name: nameOf(schema) };
}

/** The branches of a union, but for null where that is one of its own and in no other: rules about types tell of it. */
function branchesOf(union: Union | undefined, owner: NormalSchema): Branch[] {
  const branches = union === undefined ? [] : allBranches(union, owner);
  const [only, ...more] = branches.filter(({ normal }) => (normal.types & NULL) !== 0);
  return only?.normal.types === NULL && more.length === 0 ? branches.filter((branch) => branch !== only) : branches;
}

function allBranches(union: Union, { normalizer }: NormalSchema): Branch[] {
  return union.branches.map((branch) => {
    const normal = normalizer.of([branch]);
    return { normal, name: nameOf(normal) };
  });
}

const COMPONENT = /#\/(?:components\/schemas|\$defs|definitions)\/([^/]+)$/;

/** The name of the component, else the title, else the values of its tag, else the place among the alternatives. */
export function nameOf(schema: NormalSchema): string {
  const [root] = schema.parts;
  // What a reference leads to is a part too, after those that the reference was given by a discriminator.
  const named = root?.cursor.has("$ref") === true ? schema.parts : schema.parts.slice(0, 1);
  for (const { cursor } of named) {
    const component = COMPONENT.exec(cursor.address)?.[1];
    if (component !== undefined) return component;
  }
  const step = root?.cursor.step;
  return root?.title ?? tagOf(schema) ?? (typeof step === "number" ? `#${step + 1}` : String(step));
}

interface Compared {
  readonly paired: ChildPair[];
  readonly removed: Branch[];
  readonly added: Branch[];
  readonly overlap: Overlap;
}

function compareBranches(unions: UnionPair, { proofs }: SchemaPair): Compared {
  const [before, after] = [[...unions.old], [...unions.new]];
  const areSame = (a: NormalSchema, b: NormalSchema): boolean => proofs.contains(a, b) && proofs.contains(b, a);
  // Whatever has a name of its own is not held against all others.
  const known = take(before, after, areOneByName);
  const same = take(before, after, (a, b) => areSame(a.normal, b.normal));
  const hasSameBranches =
    before.length === 0 && after.length === 0 && known.every(([a, b]) => areSame(a.normal, b.normal));
  // With the same branches, a value matches as many of them as before.
  const isUnmoved = hasSameBranches && unions.oldUnion?.isExclusive === unions.newUnion?.isExclusive;
  // The number of an alternative says something among alternatives only.
  const areBoth = unions.oldUnion !== undefined && unions.newUnion !== undefined;
  const named = take(before, after, areBoth ? belongTogether : areOneByName);
  if (before.length === 1 && after.length === 1) named.push(...take(before, after, () => true));
  return {
    // What lets the same through may still differ by its defaults, or in what is deprecated.
    paired: [...known, ...same, ...named].map(([a, b]) => ({ old: a.normal, new: b.normal, step: undefined })),
    removed: before.filter((branch) => !unions.new.some(({ normal }) => proofs.contains(normal, branch.normal))),
    added: after.filter((branch) => !unions.old.some(({ normal }) => proofs.contains(normal, branch.normal))),
    overlap: {
      before: isUnmoved ? undefined : overlapping(unions.oldUnion, unions.old),
      now: isUnmoved ? undefined : overlapping(unions.newUnion, unions.new),
      hasSameBranches,
    },
  };
}

function overlapping(union: Union | undefined, branches: readonly Branch[]): Union | undefined {
  if (union?.isExclusive !== true) return undefined;
  return isDisjoint(
    union,
    branches.map(({ normal }) => normal),
  )
    ? undefined
    : union;
}

/** True for alternatives that are told apart by values of a property, or that are components of one name. */
function areOneByName(a: Branch, b: Branch): boolean {
  const [tag, other] = [tagOf(a.normal), tagOf(b.normal)];
  if (tag !== undefined || other !== undefined) return tag === other;
  return !a.name.startsWith("#") && a.name === b.name;
}

function belongTogether(a: Branch, b: Branch): boolean {
  const [tag, other] = [tagOf(a.normal), tagOf(b.normal)];
  return tag !== undefined && other !== undefined ? tag === other : a.name === b.name;
}

/** Takes the pairs that `fit` out of two lists. */
function take(
  before: Branch[],
  after: Branch[],
  fit: (a: Branch, b: Branch) => boolean,
): [before: Branch, after: Branch][] {
  const pairs: [Branch, Branch][] = [];
  for (const a of [...before]) {
    const b = after.find((candidate) => fit(a, candidate));
    if (b === undefined) continue;
    before.splice(before.indexOf(a), 1);
    after.splice(after.indexOf(b), 1);
    pairs.push([a, b]);
  }
  return pairs;
}

/** True when `schema` already demands what the union of `owner` does: its values match one branch, and only one. */
function isImplied(union: Union, owner: NormalSchema, { schema, proofs }: Demand): boolean {
  const branches = allBranches(union, owner);
  if (overlapping(union, branches) !== undefined) return false;
  return branches.some(({ normal }) => proofs.contains(normal, schema));
}

interface Demand {
  readonly schema: NormalSchema;
  readonly proofs: Proofs;
}
