import { isPureUnion } from "../../compatibility/schema/normal-schema.js";
import type { ApiSubject, LintRule } from "../rule.js";

export const discriminatorPropertyMissing: LintRule<ApiSubject> = {
  id: "discriminator-property-missing",
  severity: "warning",
  summary: "An alternative does not require the property that the discriminator goes by (OpenAPI 3.1 section 4.8.25).",
  check: ({ schemas, unions, normal }) =>
    unions.flatMap(({ branches, cursor }) => {
      const property = schemas.find((schema) => schema.cursor === cursor)?.discriminator?.propertyName;
      if (property === undefined) return [];
      return branches
        .filter(({ schema }) => !normal(schema).required.has(property) && !isPureUnion(normal(schema)))
        .map(({ name, schema }) => ({ what: `alternative ${name} does not require "${property}"`, at: schema.cursor }));
    }),
};
