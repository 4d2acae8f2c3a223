import type { Place } from "../document/contract-error.js";

/** How grave a finding is; `--fail-on` names the least grave one that fails a run. */
export const SEVERITIES = ["error", "warning", "info"] as const;
export type Severity = (typeof SEVERITIES)[number];

/** Something that a rule of `specwright diff` or `specwright lint` has to say about a contract. */
export interface Finding {
  readonly rule: string;
  readonly severity: Severity;
  readonly message: string;
  readonly place: Place;
  /** JSON Pointer to the value at `place`: it stays when lines move, so ignore files go by it. */
  readonly pointer: string;
  /** Given when `place` is in the old contract, as for what was removed: where in the new one it would be. */
  readonly nearest?: Place;
}

/** The findings, gravest first, otherwise in their order. */
export function gravestFirst(findings: readonly Finding[]): Finding[] {
  return SEVERITIES.flatMap((severity) => findings.filter((finding) => finding.severity === severity));
}

/** True when `severity` is at least as grave as `limit`. */
export function isAtLeast(severity: Severity, limit: Severity): boolean {
  return SEVERITIES.indexOf(severity) <= SEVERITIES.indexOf(limit);
}
