import { describedObjects } from "../../document/references.js";
import type { DocumentSubject, LintRule } from "../rule.js";
import { leadsNowhere, mappingsOf } from "../raw-discriminators.js";

export const discriminatorMappingDangling: LintRule<DocumentSubject> = {
  id: "discriminator-mapping-dangling",
  severity: "error",
  summary: "The mapping of a discriminator leads to a schema that is not there.",
  check: ({ contract, root }) =>
    [...describedObjects(root)]
      .flatMap(mappingsOf)
      .filter(([, target]) => leadsNowhere(contract, target))
      .map(([value, at]) => ({ what: `mapping of "${value}" leads nowhere: ${at.describe()}`, at })),
};
