import { generateSync, type JsonSchema } from "json-schema-faker";

const SHARES = [0, 0.5, 1] as const;

/** Values that are likely to be valid for a schema, with few, some and all of what is optional. */
export function proposals(schema: Readonly<Record<string, unknown>>, seed: number): unknown[] {
  return SHARES.flatMap((optionalsProbability, index) => {
    try {
      const options = { seed: seed + index, maxDepth: 10, maxDefaultItems: 2, optionalsProbability };
      const text = JSON.stringify(generateSync(schema as JsonSchema, options)); // any object is a schema to it
      return text === undefined ? [] : [JSON.parse(text) as unknown];
    } catch {
      return []; // it has no value for this schema
    }
  });
}
