import { always, type Rule } from "../rule.js";
import { placeOf } from "../schema/normal-schema.js";
import type { SchemaPair } from "../schema/schema-pair.js";
import { compareUnions } from "../schema/unions.js";

export const oneOfOverlap: Rule<SchemaPair> = {
  id: "one-of-overlap",
  summary:
    "The alternatives of a `oneOf` changed, and nothing says that they exclude each other: a value may now " +
    "match two, and be refused, or no longer match two. A discriminator, or a property with one value each, " +
    "would say it.",
  effect: "changes",
  severity: always("warning"),
  check: (pair) =>
    compareUnions(pair)
      .overlaps.filter(({ before, now, hasSameBranches }) => {
        const refusing = pair.direction === "request" ? now : before;
        return !hasSameBranches && refusing !== undefined;
      })
      .map(({ now }) => ({
        what: "alternatives of oneOf changed that may overlap",
        at: now?.cursor ?? placeOf(pair.new, "oneOf", "anyOf"),
      })),
};
