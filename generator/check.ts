import { createTwoFilesPatch } from "diff";

/** A file that is not what the contract makes of it. */
export interface Drift {
  readonly path: string;
  readonly kind: "changed" | "missing" | "extra";
  /** Unified diff from what is there to what should be. */
  readonly diff: string;
}

/** Every difference between generated files and those that are there, by path. Empty: they agree. */
export function compare(expected: ReadonlyMap<string, string>, actual: ReadonlyMap<string, string>): Drift[] {
  const paths = [...new Set([...expected.keys(), ...actual.keys()])].sort();
  return paths.flatMap((path): Drift[] => {
    const wanted = expected.get(path);
    const found = actual.get(path);
    if (wanted === found) return [];
    const kind = wanted === undefined ? "extra" : found === undefined ? "missing" : "changed";
    return [{ path, kind, diff: unifiedDiff(path, found, wanted) }];
  });
}

function unifiedDiff(path: string, found: string | undefined, wanted: string | undefined): string {
  const from = found === undefined ? "/dev/null" : `a/${path}`;
  const to = wanted === undefined ? "/dev/null" : `b/${path}`;
  return createTwoFilesPatch(from, to, found ?? "", wanted ?? "", undefined, undefined, { context: 2 }).replace(
    /^=+\n/,
    "",
  );
}
