import { compilePattern } from "../../model/regular-expression.js";
import type { Direction } from "../../model/direction.js";
import { isAny, isNever, type Conjunction, type NormalSchema, type ObjectGroup } from "./normal-schema.js";
import type { SchemaPair } from "./schema-pair.js";

/** What a schema says of the property of one name. */
export interface Member {
  /** True when `properties` has the name. */
  readonly isDeclared: boolean;
  readonly isRequired: boolean;
  readonly normal: NormalSchema;
  /** The mark that keeps the property out of values travelling this way. */
  readonly absence: "readOnly" | "writeOnly" | undefined;
}

/** One property in both schemas. */
export interface MemberPair {
  readonly name: string;
  readonly direction: Direction;
  readonly old: Member;
  readonly new: Member;
  /** The objects that have the property. */
  readonly within: SchemaPair;
}

/** Names that a schema declares or requires, in the order of the document. */
export function namesOf({ objects, required }: NormalSchema): string[] {
  return [...new Set([...objects.flatMap(({ properties }) => [...properties.keys()]), ...required])];
}

export function memberOf(schema: NormalSchema, name: string): Member {
  const normal = schema.normalizer.of(schema.objects.flatMap((group) => inGroup(group, name)));
  const mark = normal.parts.find((part) => part.never === true && (part.readOnly ?? part.writeOnly) === true);
  return {
    isDeclared: schema.objects.some(({ properties }) => properties.has(name)),
    isRequired: schema.required.has(name),
    normal,
    absence: mark === undefined ? undefined : mark.readOnly === true ? "readOnly" : "writeOnly",
  };
}

function inGroup({ properties, patterns, additional }: ObjectGroup, name: string): Conjunction {
  const matching = [...patterns].filter(([pattern]) => matches(pattern, name)).flatMap(([, schemas]) => schemas);
  const declared = properties.get(name);
  if (declared === undefined && ![...patterns.keys()].some((pattern) => matches(pattern, name))) return additional;
  return [...(declared ?? []), ...matching];
}

/** One that is no regular expression selects nothing. */
function matches(pattern: string, name: string): boolean {
  return compilePattern(pattern)?.test(name) === true;
}

/** True for a property that only the new schema declares, of an object that could have had it. */
export function isAdded({ old, new: now }: MemberPair): boolean {
  return !old.isDeclared && now.isDeclared && !isNever(old.normal);
}

/** True for a property that only the old schema declares, of an object that can still have it. */
export function isRemoved({ old, new: now }: MemberPair): boolean {
  return old.isDeclared && !now.isDeclared && !isNever(old.normal) && isAny(now.normal);
}

export function isDeprecated({ normal }: Member): boolean {
  return normal.parts.some(({ deprecated }) => deprecated === true);
}

/** What holds for properties that no keyword names. */
export function othersOf({ objects, normalizer }: NormalSchema): NormalSchema {
  return normalizer.of(objects.flatMap(({ additional }) => additional));
}

/** What holds for the item at an index; at `prefixLength` and beyond it is the same for all. */
export function itemOf({ arrays, normalizer }: NormalSchema, index: number): NormalSchema {
  return normalizer.of(arrays.flatMap((group) => group.prefix[index] ?? group.rest));
}

export function prefixLength({ arrays }: NormalSchema): number {
  return Math.max(0, ...arrays.map(({ prefix }) => prefix.length));
}
