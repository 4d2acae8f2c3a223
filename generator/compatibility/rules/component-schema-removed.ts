import { usedSchemas } from "../../model/used-schemas.js";
import type { ContractPair } from "../pairs.js";
import { always, type Rule } from "../rule.js";

export const componentSchemaRemoved: Rule<ContractPair> = {
  id: "component-schema-removed",
  summary:
    "A component schema that no operation used is gone: it was there for its own sake. Where operations used it, the " +
    "other rules tell what changed for them.",
  effect: "none",
  severity: always("warning"),
  check: ({ old, new: now }) => {
    const names = new Set(now.api.componentSchemas.map(({ name }) => name));
    const used = usedSchemas(old.api);
    return old.api.componentSchemas
      .filter(({ name, node }) => !names.has(name) && !used.has(node))
      .map(({ name, node }) => ({
        what: `component schema "${name}" was removed`,
        was: old.api.schemas.get(node)?.cursor,
      }));
  },
};
