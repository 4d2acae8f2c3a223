import { readFileSync } from "node:fs";
import { Ajv2020 } from "ajv/dist/2020.js";
import standalone from "ajv/dist/standalone/index.js";
import addFormats from "ajv-formats";
import { Contract } from "../../generator/document/contract.js";
import { ValidatorPlan } from "../../generator/emit/validators.js";
import type { Api } from "../../generator/model/api.js";
import type { Direction } from "../../generator/model/direction.js";
import { SCHEMA_LISTS, SCHEMA_MAPS, SCHEMAS } from "../../generator/model/keywords.js";
import { readApi } from "../../generator/model/read-api.js";
import { isReadable } from "../../generator/model/regular-expression.js";
import type { Schema } from "../../generator/model/schema.js";
import { chooseNames } from "../../generator/naming.js";

/** A schema that a server needs a check of, under the name that the emitted check has. */
export interface Use {
  readonly schema: Schema;
  readonly direction: Direction;
  readonly name: string;
}

export function readContract(file: string): Api {
  return readApi(Contract.load(file, (path) => readFileSync(path, "utf8")));
}

/** Parameters, request bodies, replies, stream items and headers of every operation. */
export function usesOf(api: Api): Use[] {
  return api.operations.flatMap((operation) => {
    const use = (schema: Schema | undefined, direction: Direction, part: string): Use[] =>
      schema === undefined ? [] : [{ schema, direction, name: `${operation.operationId}-${part}` }];
    return [
      ...operation.parameters.flatMap((parameter) => use(parameter.schema, "request", parameter.name)),
      ...(operation.requestBody?.content ?? []).flatMap((media) => [
        ...use(media.schema, "request", "body"),
        ...use(media.itemSchema, "request", "item"),
      ]),
      ...operation.responses.flatMap((response) => [
        ...response.content.flatMap((media) => [
          ...use(media.schema, "reply", response.status),
          ...use(media.itemSchema, "reply", "item"),
        ]),
        ...response.headers.flatMap((header) => use(header.schema, "reply", header.name)),
      ]),
    ];
  });
}

/** Our checks of a contract: text of the module, and the name of the check of each distinct schema. */
export function emitOwn(api: Api): { javascript: string; declarations: string; distinct: Map<string, Use> } {
  const names = chooseNames(api, "bench");
  const plan = ValidatorPlan.create({ api, names, source: "bench", runtime: "./runtime/" });
  const distinct = new Map<string, Use>();
  for (const use of usesOf(api)) {
    const check = plan.checkFor(use.schema, use);
    if (check !== undefined && !distinct.has(check)) distinct.set(check, use);
  }
  return { ...plan.emit(), distinct };
}

/**
 * The same checks compiled ahead by ajv, sharing code through references to named schemas, stopping at the first
 * fault.
 */
export function emitAjv(api: Api, distinct: ReadonlyMap<string, Use>): string {
  // Without `inlineRefs: false` the code for github is 16 MB instead of 9.
  const options = { strict: false, logger: false as const, allErrors: false, inlineRefs: false, validateSchema: false };
  const ajv = new Ajv2020({ ...options, code: { source: true, esm: true } });
  addFormats.default(ajv);
  ajv.addSchema({
    $id: "contract",
    $defs: Object.fromEntries([...api.schemas].map(([address, schema]) => [key(address), toJsonSchema(schema)])),
  });
  for (const [check, { schema }] of distinct) ajv.addSchema({ $id: check, ...toJsonSchema(schema) });
  const code = standalone.default(ajv, Object.fromEntries([...distinct.keys()].map((check) => [check, check])));
  // ajv's ESM output still calls `require` for its runtime and for formats.
  return `import { createRequire } from "node:module";\nconst require = createRequire(import.meta.url);\n${code}`;
}

function key(address: string): string {
  return address.replaceAll(/[^\w]/g, "_");
}

const PLAIN = [
  "enum",
  "required",
  "minProperties",
  "maxProperties",
  "minContains",
  "maxContains",
  "minItems",
  "maxItems",
  "uniqueItems",
  "minimum",
  "maximum",
  "exclusiveMinimum",
  "exclusiveMaximum",
  "multipleOf",
  "minLength",
  "maxLength",
  "format",
] as const;
/** A schema of the model as JSON Schema 2020-12, so that both candidates check the same. */
function toJsonSchema(schema: Schema): Record<string, unknown> {
  if (schema.never === true) return { not: {} };
  const json: Record<string, unknown> = {};
  if (schema.ref !== undefined) json["$ref"] = `contract#/$defs/${key(schema.ref)}`;
  if (schema.types !== undefined) json["type"] = schema.types.length === 1 ? schema.types[0] : schema.types;
  if (schema.const !== undefined) json["const"] = schema.const.value;
  for (const word of PLAIN) if (schema[word] !== undefined) json[word] = schema[word];
  if (schema.pattern !== undefined && isReadable(schema.pattern, "u")) json["pattern"] = schema.pattern;
  if (schema.dependentRequired !== undefined) json["dependentRequired"] = Object.fromEntries(schema.dependentRequired);
  for (const word of SCHEMAS) if (schema[word] !== undefined) json[word] = toJsonSchema(schema[word]);
  for (const word of SCHEMA_LISTS) if (schema[word] !== undefined) json[word] = schema[word].map(toJsonSchema);
  for (const word of SCHEMA_MAPS) {
    if (schema[word] !== undefined)
      json[word] = Object.fromEntries([...schema[word]].map(([name, part]) => [name, toJsonSchema(part)]));
  }
  return json;
}
