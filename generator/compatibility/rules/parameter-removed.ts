import type { ParameterPair } from "../pairs.js";
import { removedUndeprecated } from "../removals.js";
import type { Rule } from "../rule.js";

export const parameterRemoved: Rule<ParameterPair> = {
  id: "parameter-removed",
  summary:
    "A parameter is gone that was not deprecated. Requests that have it are still served, without its effect; " +
    "receivers of a webhook miss it.",
  effect: "widens",
  severity: { request: "warning", reply: "error" },
  check: removedUndeprecated,
};
