import { throwFaults } from "../document/contract-error.js";
import type { Faults } from "../document/faults.js";
import { schemaAt, type Api } from "../model/api.js";
import { VALUE_LISTS, VALUE_SCHEMAS } from "../model/keywords.js";
import type { Schema } from "../model/schema.js";
import { reachedSchemas } from "../model/used-schemas.js";
import { cyclicNodes } from "./checks/cycles.js";
import { refuseIrregular } from "./checks/pattern.js";

/** Throws `ContractError` for everything in a model that nothing can be made of. */
export function refuseUngenerable(api: Api, faults: Faults): void {
  faults.attempt(() => refuseEndless(api));
  if (api.irregular.length > 0) refusePatterns(api, faults);
}

/** Those of schemas that nothing uses do no harm. */
function refusePatterns(api: Api, faults: Faults): void {
  const reached = new Set([...reachedSchemas(api)].map(({ cursor }) => cursor.value));
  const used = api.irregular.filter(({ schema }) => reached.has(schema.value));
  faults.each(used, ({ at, pattern }) => refuseIrregular(at, pattern));
}

/**
 * Throws `ContractError` for schemas that are themselves with no value in between: they say nothing that could be
 * checked, and TypeScript refuses their types.
 */
export function refuseEndless(api: Pick<Api, "schemas">): void {
  const endless = cyclicNodes([...api.schemas.keys()], (address) => inPlaceReferences(schemaAt(api, address)));
  throwFaults([...endless].map((address) => schemaAt(api, address).cursor.error("the schema is defined by itself")));
}

function inPlaceReferences(schema: Schema): string[] {
  const { ref, dependentSchemas } = schema;
  const parts = [...VALUE_LISTS, ...VALUE_SCHEMAS].flatMap((key) => schema[key] ?? []);
  return [
    ...(ref === undefined ? [] : [ref]),
    ...[...parts, ...(dependentSchemas?.values() ?? [])].flatMap(inPlaceReferences),
  ];
}
