import { createTwoFilesPatch } from "diff";
import type { Drift } from "./check.js";

/** A unified diff from what is there to what should be. */
export function unifiedDiff({ path, found, wanted }: Drift): string {
  const from = found === undefined ? "/dev/null" : `a/${path}`;
  const to = wanted === undefined ? "/dev/null" : `b/${path}`;
  const options = { context: 2 };
  return createTwoFilesPatch(from, to, found ?? "", wanted ?? "", undefined, undefined, options).replace(/^=+\n/, "");
}
