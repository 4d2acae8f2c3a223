import { ALL_TYPES, NULL, typeSet, type TypeSet } from "../../model/type-set.js";
import { isWrapped } from "./unions.js";
import type { SchemaPair } from "./schema-pair.js";

const NAMES = ["string", "number", "integer", "boolean", "object", "array", "null"] as const;

/** `string or null`; a set without any type is `nothing`. */
export function nameTypes(types: TypeSet): string {
  if (types === ALL_TYPES) return "any type";
  if (types === 0) return "nothing";
  const names: string[] = [];
  let left = types;
  for (const name of NAMES) {
    const set = typeSet([name]);
    if ((left & set) !== set) continue;
    names.push(name);
    left &= ~set;
  }
  if (left !== 0) names.push("numbers with a fraction");
  return names.join(" or ");
}

/** Types that are gone and types that are new. Null alone is not looked at, nor are types where values are listed. */
export function typeChanges({ old, new: now }: SchemaPair): { lost: TypeSet; gained: TypeSet } {
  const [lost, gained] = [old.types & ~now.types, now.types & ~old.types];
  const isForOthers = ((lost | gained) & ~NULL) === 0 || (old.values !== undefined && now.values !== undefined);
  return isForOthers ? { lost: 0, gained: 0 } : { lost, gained };
}

/** Null where it alone is gone or new; of unions, whatever else is. */
export function nullChanges(pair: SchemaPair): { isLost: boolean; isGained: boolean } {
  const { lost, gained } = typeChanges(pair);
  if ((lost | gained) !== 0 && !isWrapped(pair.old, pair.new)) return { isLost: false, isGained: false };
  return {
    isLost: (pair.old.types & ~pair.new.types & NULL) !== 0,
    isGained: (pair.new.types & ~pair.old.types & NULL) !== 0,
  };
}
