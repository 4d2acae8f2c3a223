import { schemaAt } from "../model/api.js";
import { enumValues, type Schema } from "../model/schema.js";
import { claimName } from "../model/unique-names.js";
import { typeName, valueName } from "../naming.js";
import { docComment, propertyName, SourceFile } from "../source-file.js";
import type { Emission } from "./emission.js";

/** An enumeration of the contract and what its list of values is called. */
interface Enumeration {
  /** PascalCase, from the schema's name, or from where it stands: `Task` and `state` give `TaskState`. */
  readonly name: string;
  readonly schema: Schema;
  /** Its type in types.ts; absent for one that stands where it is used. */
  readonly type?: string;
}

/**
 * `enums.ts`: the values of every enumeration at run time, `taskStateValues`, and an object of those that the contract
 * names (`x-enum-varnames`). Nothing else uses it, so that bundles hold what a program asks for. Undefined when the
 * contract has no enumerations.
 */
export function emitEnums(emission: Emission): string | undefined {
  const found = enumerations(emission);
  if (found.length === 0) return undefined;
  const file = new SourceFile(emission.source);
  const taken = new Set<string>();
  // By the module, since a list of names may have the name of its type.
  if (found.some(({ type }) => type !== undefined)) file.print('import type * as types from "./types.js";');
  for (const enumeration of found) printEnumeration(file, enumeration, taken);
  return file.toString();
}

function printEnumeration(file: SourceFile, { name, schema, type }: Enumeration, taken: Set<string>): void {
  const values = enumValues(schema);
  const list = listText(values.map((value) => JSON.stringify(value)));
  const check = type === undefined ? "" : ` satisfies readonly types.${type}[]`;
  file.gap();
  file.print(...docComment(schema.description ?? schema.title));
  file.print(`export const ${claimName(valueName(`${name} values`), taken)} = ${list} as const${check};`);
  const names = texts(schema, "x-enum-varnames") ?? texts(schema, "x-enumNames");
  if (names?.length !== schema.enum?.length || names === undefined) return;
  const notes = texts(schema, "x-enum-descriptions") ?? texts(schema, "x-enumDescriptions") ?? [];
  file.gap();
  file.print(...docComment(schema.description ?? schema.title));
  file.block(`export const ${claimName(typeName(name), taken)} = {`, "} as const;", () => {
    for (const [index, value] of (schema.enum ?? []).entries())
      file.print(...docComment(notes[index]), `${propertyName(names[index] ?? "")}: ${JSON.stringify(value)},`);
  });
}

function listText(items: readonly string[]): string {
  const line = `[${items.join(", ")}]`;
  return line.length <= 90 ? line : `[\n${items.map((item) => `  ${item},`).join("\n")}\n]`;
}

/** A list of texts that an extension of the schema gives. */
function texts({ cursor }: Schema, key: string): readonly string[] | undefined {
  const value = cursor.isObject ? cursor.get(key)?.value : undefined;
  return Array.isArray(value) ? value.map(String) : undefined;
}

/** Named schemas, properties of named schemas and parameters, in this order. */
function enumerations({ api, names }: Emission): Enumeration[] {
  const schemas = [...names.schemas].flatMap(([address, name]): Enumeration[] => {
    const schema = schemaAt(api, address);
    if (schema.enum !== undefined) return [{ name, schema, type: name }];
    const properties = [
      ...(schema.properties ?? []),
      ...(schema.allOf ?? []).flatMap((part) => [...(part.properties ?? [])]),
    ];
    return properties.flatMap(([property, own]) => inPlace(`${name} ${property}`, own));
  });
  const parameters = [...names.operations].flatMap(([operation, { call }]) =>
    operation.parameters.flatMap((parameter) => inPlace(`${call} ${parameter.name}`, parameter.schema)),
  );
  return [...schemas, ...parameters];
}

/** The enumeration that stands in a place, itself or for each item. A single value is no choice. */
function inPlace(place: string, schema: Schema): Enumeration[] {
  const own = schema.enum === undefined && schema.items !== undefined ? schema.items : schema;
  return own.enum === undefined || own.enum.length < 2 ? [] : [{ name: typeName(place), schema: own }];
}
