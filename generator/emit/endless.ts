import { schemaAt, type Api } from "../model/api.js";
import type { Schema } from "../model/schema.js";
import { cyclicNodes } from "./checks/cycles.js";

/**
 * Throws `ContractError` for a schema that is itself with no value in between: it says nothing that could be checked,
 * and TypeScript refuses its type.
 */
export function refuseEndless(api: Pick<Api, "schemas">): void {
  const [endless] = cyclicNodes([...api.schemas.keys()], (address) => inPlaceReferences(schemaAt(api, address)));
  if (endless !== undefined) throw schemaAt(api, endless).cursor.error("the schema is defined by itself");
}

function inPlaceReferences(schema: Schema): string[] {
  const { ref, allOf = [], anyOf = [], oneOf = [], dependentSchemas } = schema;
  const single = [schema.not, schema.if, schema.then, schema.else].filter((child) => child !== undefined);
  const parts = [...allOf, ...anyOf, ...oneOf, ...single, ...(dependentSchemas?.values() ?? [])];
  return [...(ref === undefined ? [] : [ref]), ...parts.flatMap(inPlaceReferences)];
}
