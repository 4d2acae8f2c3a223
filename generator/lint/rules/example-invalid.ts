import type { ApiSubject, LintRule } from "../rule.js";

export const exampleInvalid: LintRule<ApiSubject> = {
  id: "example-invalid",
  severity: "error",
  summary:
    "An example is not valid against its schema, in the direction that it travels: `readOnly` properties do " +
    "not stand in requests, `writeOnly` ones not in replies.",
  check: ({ verdicts }) =>
    verdicts
      .filter(({ sample, faults }) => sample.kind === "example" && faults.length > 0)
      .map(({ sample, faults }) => ({ what: `the example is not valid: ${faults.join("; ")}`, at: sample.cursor })),
};
