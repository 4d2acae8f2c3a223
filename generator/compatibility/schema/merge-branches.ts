import type { Schema } from "../../model/schema.js";
import { typeOfValue, typeSet, type TypeSet } from "../../model/type-set.js";
import { restrictValues, tighten, type Draft } from "./draft.js";
import { isList, type NormalSchema, type Union } from "./normal-schema.js";

const NULL_OR_BOOLEAN = typeSet(["null", "boolean"]);

/**
 * Writes a union as one list of types or values, where that means the same: `anyOf: [{type: string}, {type: null}]` is
 * `type: [string, null]`. False when it cannot, and nothing was added.
 */
export function mergeBranches(
  draft: Draft,
  union: Union,
  normalOf: (branch: Schema) => NormalSchema | undefined,
): boolean {
  const branches: NormalSchema[] = [];
  for (const schema of union.branches) {
    const branch = normalOf(schema);
    if (branch === undefined || branch.types === 0 || !isSimple(branch)) return false;
    branches.push(branch);
  }
  if (!areApart(branches) && !areDifferentLists(branches)) return false;
  const lists = branches.map(listOf);
  const isFinite = lists.every((list) => list !== undefined);
  if (!isFinite && branches.some(({ values }) => values !== undefined)) return false;
  if (isFinite) restrictValues(draft, lists.flat());
  draft.types &= branches.reduce<TypeSet>((set, { types }) => set | types, 0);
  for (const branch of branches) addWords(draft, branch);
  return true;
}

/** True when the words of the schema are about values of its own types only. */
function isSimple({ unions, negations, conditions, unevaluated }: NormalSchema): boolean {
  return [unions, negations, conditions, unevaluated].every(({ length }) => length === 0);
}

function areApart(branches: readonly NormalSchema[]): boolean {
  let seen: TypeSet = 0;
  return branches.every(({ types }) => {
    const isApart = (seen & types) === 0;
    seen |= types;
    return isApart;
  });
}

/** Lists of values that share none; in `oneOf`, a shared value would match twice. */
function areDifferentLists(branches: readonly NormalSchema[]): boolean {
  const keys = branches.flatMap(({ values }) => [...(values ?? new Map<string, unknown>()).keys()]);
  return branches.every(isList) && new Set(keys).size === keys.length;
}

/** All valid values, when they can be told. */
export function listOf(branch: NormalSchema): unknown[] | undefined {
  if (branch.values !== undefined) return [...branch.values.values()];
  if ((branch.types & ~NULL_OR_BOOLEAN) !== 0) return undefined;
  return [null, true, false].filter((value) => (typeOfValue(value) & branch.types) !== 0);
}

function addWords(draft: Draft, branch: NormalSchema): void {
  draft.parts.push(...branch.parts);
  for (const [name, bound] of branch.bounds) tighten(draft, name, bound);
  for (const name of ["multiples", "patterns", "formats", "encodings", "required"] as const) {
    // The two sets of a name hold the same kind of thing; the compiler cannot pair them.
    for (const word of branch[name]) (draft[name] as Set<unknown>).add(word);
  }
  draft.isUnique ||= branch.isUnique;
  for (const [name, names] of branch.dependentRequired)
    draft.dependentRequired.set(name, [...(draft.dependentRequired.get(name) ?? []), ...names]);
  for (const [name, schemas] of branch.dependentSchemas)
    draft.dependentSchemas.set(name, [...(draft.dependentSchemas.get(name) ?? []), ...schemas]);
  draft.objects.push(...branch.objects);
  draft.propertyNames.push(...branch.propertyNames);
  draft.contents.push(...branch.contents);
  draft.arrays.push(...branch.arrays);
  draft.contains.push(...branch.contains);
}
