/** What of one list is not in the other, given when an entry of one list makes another needless. */
export function listChanges<T>(
  old: readonly T[],
  now: readonly T[],
  implies: (stronger: T, weaker: T) => boolean = (a, b) => a === b,
): { readonly lost: readonly T[]; readonly gained: readonly T[] } {
  return {
    lost: old.filter((entry) => !now.some((other) => implies(other, entry))),
    gained: now.filter((entry) => !old.some((other) => implies(other, entry))),
  };
}
