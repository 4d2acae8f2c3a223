/** A file that is not what the contract makes of it. */
export interface Drift {
  readonly path: string;
  readonly kind: "changed" | "missing" | "extra";
  /** The text that is there; absent for a missing file. */
  readonly found?: string;
  /** The text that should be there; absent for an extra file. */
  readonly wanted?: string;
}

/** Every difference between generated files and those that are there, by path. Empty: they agree. */
export function compare(expected: ReadonlyMap<string, string>, actual: ReadonlyMap<string, string>): Drift[] {
  const paths = [...new Set([...expected.keys(), ...actual.keys()])].sort();
  return paths.flatMap((path): Drift[] => {
    const wanted = expected.get(path);
    const found = actual.get(path);
    if (wanted === found) return [];
    if (wanted === undefined) return [{ path, kind: "extra", ...(found !== undefined && { found }) }];
    return [found === undefined ? { path, kind: "missing", wanted } : { path, kind: "changed", found, wanted }];
  });
}
