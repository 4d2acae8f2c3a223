import { ARRAY, BOOLEAN, NUMBER, STRING } from "../../model/type-set.js";
import { isPlain, type NormalSchema } from "./normal-schema.js";

const SCALARS = STRING | NUMBER | BOOLEAN;

/** True where only texts, numbers and truth values are valid: each is written as one text without quotes. */
export function isScalar({ types }: NormalSchema): boolean {
  return types !== 0 && (types & ~SCALARS) === 0;
}

/** True where every text is valid, in a place where values are written as texts. */
export function isAnyText(schema: NormalSchema): boolean {
  return (schema.types & STRING) !== 0 && schema.unions.length === 0 && isPlain(schema);
}

/** True for lists that may be of one item, which nothing but `items` restricts. */
export function isListOfAnyLength({ types, bounds, contains, unions, negations, conditions }: NormalSchema): boolean {
  const isFree = [contains, unions, negations, conditions].every(({ length }) => length === 0);
  const { value: least = 0 } = bounds.get("minItems") ?? {};
  const { value: most = Infinity } = bounds.get("maxItems") ?? {};
  return types === ARRAY && isFree && least <= 1 && most >= 1;
}
