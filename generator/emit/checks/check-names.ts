import { hasOnly } from "../../model/keywords.js";
import type { Schema } from "../../model/schema.js";
import { claimName } from "../../model/unique-names.js";
import { typeName, type Names } from "../../naming.js";
import type { SchemaGraph, Shape } from "./schema-graph.js";

const WORDS = {
  string: "String",
  number: "Number",
  integer: "Integer",
  boolean: "Boolean",
  object: "Object",
  array: "Array",
  null: "Null",
} as const;

/**
 * Names of checks. A schema of the contract that has a name gives it (`checkPet`; `checkPetInRequest` where it
 * differs by direction), a simple schema its description (`checkString`, `checkPetArray`), any other its place
 * (`checkPetOwner`). Equal schemas share the first name in the order of the contract.
 */
export class CheckNames {
  readonly #graph: SchemaGraph;
  readonly #taken = new Set<string>();
  readonly #named = new Map<Shape, string>();
  /** Position in the contract of each shape that has a name there. */
  readonly order = new Map<Shape, number>();

  constructor(graph: SchemaGraph, names: Pick<Names, "schemas">) {
    this.#graph = graph;
    for (const address of graph.addresses) {
      const schema = graph.at(address);
      const shape = graph.shape(schema);
      if (this.order.has(shape) || this.#phrase(schema) !== undefined) continue;
      const name = names.schemas.get(address.replace(/^(request|reply):/, "")) ?? "Schema";
      this.#named.set(
        shape,
        claimName(`check${name}${address.startsWith("request:") ? "InRequest" : ""}`, this.#taken),
      );
      this.order.set(shape, this.order.size);
    }
  }

  /** A name for the check of a schema; `place` is used when nothing better is known. Asked once for each shape. */
  choose(schema: Schema, place: string): string {
    const known = this.#named.get(this.#graph.shape(schema));
    return known ?? claimName(`check${this.#describe(schema) ?? typeName(place)}`, this.#taken);
  }

  /** What a schema is called inside another name: `String`, `PetArray`; undefined when it has no short name. */
  #describe(schema: Schema, depth = 0): string | undefined {
    const known = this.#named.get(this.#graph.shape(schema));
    if (known !== undefined) return known.slice("check".length);
    const essence = this.#graph.essence(schema);
    if (depth > 2) return undefined;
    if (
      hasOnly(essence, "types", "items") &&
      essence.items !== undefined &&
      essence.types?.includes("array") === true
    ) {
      return this.#around(essence, essence.items, { word: "Array", depth });
    }
    if (
      hasOnly(essence, "types", "additionalProperties") &&
      essence.additionalProperties !== undefined &&
      essence.types?.includes("object") === true
    ) {
      return this.#around(essence, essence.additionalProperties, { word: "Map", depth });
    }
    return this.#phrase(essence);
  }

  #around({ types = [] }: Schema, inner: Schema, { word, depth }: { word: string; depth: number }): string | undefined {
    const name = this.#describe(inner, depth + 1);
    const isNullable = types.length === 2 && types.includes("null");
    if (name === undefined || (types.length > 1 && !isNullable)) return undefined;
    return `${name}${word}${isNullable ? "OrNull" : ""}`;
  }

  /** The name of a type, of a few, of a format or of a type with limits. */
  #phrase(schema: Schema): string | undefined {
    const essence = this.#graph.essence(schema);
    const { types = [], format } = essence;
    if (types.length === 0 || types.length > 3) return undefined;
    if (!hasOnly(essence, "types", "format")) return limitedPhrase(essence);
    const main = types.filter((type) => type !== "null").map((type) => WORDS[type]);
    const words = format === undefined ? main : [`${typeName(format)}${main.join("Or")}`];
    return [...words, ...(types.includes("null") ? ["Null"] : [])].join("Or");
  }
}

/** `StringUpTo100`, `IntegerFrom1To100`. */
function limitedPhrase(schema: Schema): string | undefined {
  const [type, ...more] = schema.types ?? [];
  if (type === undefined || more.length > 0 || !(type === "string" || type === "integer")) return undefined;
  const [low, high] = type === "string" ? (["minLength", "maxLength"] as const) : (["minimum", "maximum"] as const);
  if (!hasOnly(schema, "types", low, high)) return undefined;
  const limits = [
    ["From", schema[low]],
    ["UpTo", schema[high]],
  ] as const;
  const told = limits.filter(([, limit]) => limit !== undefined);
  if (!told.every(([, limit = 0]) => Number.isInteger(limit) && limit >= 0)) return undefined;
  return WORDS[type] + told.map(([word, limit]) => `${word}${limit}`).join("");
}
