import fc from "fast-check";

type JsonObject = Record<string, unknown>;

/** A schema and what a random edit makes of it: a keyword is dropped, moved, taken from another schema, or negated. */
export function changedSchema(schema: fc.Arbitrary<JsonObject>): fc.Arbitrary<{ old: JsonObject; new: JsonObject }> {
  return fc
    .record({ old: schema, other: schema, seed: fc.nat(), edits: fc.integer({ min: 1, max: 2 }) })
    .map(({ old, other, seed, edits }) => {
      let now = structuredClone(old);
      for (let count = 0; count < edits; count += 1) now = edit(now, structuredClone(other), seed + count * 7919);
      return { old, new: now };
    });
}

function edit(root: JsonObject, other: JsonObject, seed: number): JsonObject {
  const places = schemasIn(root);
  const target = places[seed % places.length] ?? root;
  const words = Object.keys(target);
  const word = words[(seed >> 3) % Math.max(words.length, 1)];
  const value = word === undefined ? undefined : target[word];
  switch ((seed >> 6) % 7) {
    case 0:
      if (word !== undefined) Reflect.deleteProperty(target, word);
      return root;
    case 1:
      for (const [key, taken] of Object.entries(other).slice(0, 1)) target[key] = taken;
      return root;
    case 2:
      if (word !== undefined && typeof value === "number") target[word] = value + ((seed >> 9) % 2 === 0 ? 1 : -1);
      else if (word !== undefined && Array.isArray(value) && value.length > 1) target[word] = value.slice(1);
      return root;
    case 3:
      if (Array.isArray(target["oneOf"]) !== Array.isArray(target["anyOf"])) swap(target, "oneOf", "anyOf");
      else if (Array.isArray(value) && word !== undefined) target[word] = [...value].reverse();
      return root;
    case 4:
      return { [(seed >> 9) % 2 === 0 ? "anyOf" : "oneOf"]: [root, other] };
    case 5:
      // The shared arbitrary leaves it out, for ajv errs with it.
      if ("contains" in target) target["maxContains"] = (seed >> 9) % 3;
      else target["patternProperties"] = { "^a": other };
      return root;
    default:
      return { allOf: [root] };
  }
}

function swap(schema: JsonObject, a: string, b: string): void {
  const [first, second] = [schema[a], schema[b]];
  for (const [key, value] of [
    [a, second],
    [b, first],
  ] as const) {
    if (value === undefined) Reflect.deleteProperty(schema, key);
    else schema[key] = value;
  }
}

const MAPS = ["properties", "patternProperties", "dependentSchemas"];
const LISTS = ["allOf", "anyOf", "oneOf", "prefixItems"];
const SINGLE = ["items", "additionalProperties", "not", "if", "then", "else", "contains", "propertyNames"];

/** The schema and all objects inside it that are schemas. */
function schemasIn(schema: JsonObject): JsonObject[] {
  const inside = [
    ...SINGLE.map((word) => schema[word]),
    ...LISTS.flatMap((word) => (Array.isArray(schema[word]) ? (schema[word] as unknown[]) : [])), // an array, as asked
    ...MAPS.flatMap((word) => Object.values((schema[word] ?? {}) as JsonObject)), // maps of schemas
  ];
  return [schema, ...inside.filter(isObject).flatMap(schemasIn)];
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
