import type { ApiSubject, LintRule } from "../rule.js";

export const defaultInvalid: LintRule<ApiSubject> = {
  id: "default-invalid",
  severity: "error",
  summary: "A default is not valid against its own schema.",
  check: ({ verdicts }) =>
    verdicts
      .filter(({ sample, faults }) => sample.kind === "default" && faults.length > 0)
      .map(({ sample, faults }) => ({ what: `the default is not valid: ${faults.join("; ")}`, at: sample.cursor })),
};
