import type { Check, Explain } from "./client.js";
import { Issues, type Check as FullCheck } from "./issues.js";

/** Explains by the check that can say what is wrong, given for each check that only says that something is. */
export function explainBy(checks: ReadonlyMap<Check, FullCheck>): Explain {
  return (check, value) => {
    const issues = new Issues();
    checks.get(check)?.(value, issues);
    return issues.list;
  };
}
