import { hasOnly, keywordsOf, ROLES, type Keyword } from "../../model/keywords.js";
import type { JsonType, Schema } from "../../model/schema.js";

/** True for keywords that mean the same beside `type: [T, "null"]` as in a branch of their own: they let null alone. */
function sparesNull(key: Keyword): boolean {
  const role = ROLES[key];
  return role === "object" || role === "array" || (role === "leaf" && key !== "const");
}

/**
 * For `anyOf` or `oneOf` whose branches differ by type alone, the one schema that means the same: bare types become a
 * list of types, and a schema beside `type: null` gets null as one of its types. `branchOf` gives undefined for what
 * should stay a reference.
 */
export function mergeNull(schema: Schema, branchOf: (branch: Schema) => Schema | undefined): Schema | undefined {
  const word = (["anyOf", "oneOf"] as const).find((name) => schema[name] !== undefined && hasOnly(schema, name));
  if (word === undefined) return undefined;
  const branches = (schema[word] ?? []).map(branchOf);
  const typed = branches.filter((branch) => branch?.types !== undefined && keywordsOf(branch).every(sparesNull));
  if (typed.length === 0 || typed.length !== branches.length) return undefined;
  const rich = typed.filter((branch) => branch !== undefined && !hasOnly(branch, "types"));
  const types = typed.flatMap((branch) => branch?.types ?? []);
  const others = typed.filter((branch) => !rich.includes(branch)).flatMap((branch) => branch?.types ?? []);
  if (rich.length > 1 || (word === "oneOf" && overlap(types))) return undefined;
  const [main] = rich;
  if (main === undefined) return { cursor: schema.cursor, types: [...new Set(types)] };
  if (others.some((type) => type !== "null") || overlap(types)) return undefined;
  return { ...main, types, ...(main.enum === undefined ? {} : { enum: [...main.enum, null] }) };
}

function overlap(types: readonly JsonType[]): boolean {
  return new Set(types).size < types.length || (types.includes("integer") && types.includes("number"));
}
