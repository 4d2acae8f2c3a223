import type { Parameter } from "../../generator/model/parameter.js";
import { isPrimitive, isRecord, places, replaceAt } from "./places.js";

/** How a value is written as text, and what its schema lets through. */
export interface Carrier {
  readonly in: Parameter["in"];
  readonly style: Parameter["style"];
  readonly explode: boolean;
  readonly allowReserved: boolean;
  /** True when the value is written as JSON. */
  readonly isJson: boolean;
  /** Text around the parameter in its path segment, if there is any. */
  readonly isMixed: boolean;
  /** Names that an exploded object must not use, since others do, and those that are known to be its own. */
  readonly ownNames: ReadonlySet<string>;
  readonly otherNames: ReadonlySet<string>;
  accepts(value: unknown): boolean;
}

/**
 * The value as its text is read. Text does not tell `5` from `"5"`: where the schema lets both through, the text it is.
 */
export function asRead(value: unknown, { accepts, isJson, style }: Carrier): unknown {
  if (isJson) return value;
  const full = style === "deepObject" ? withoutGaps(value) : value;
  let current = full;
  for (const { path, value: leaf } of places(full)) {
    if (typeof leaf !== "number" && typeof leaf !== "boolean") continue;
    const text = replaceAt(current, path, String(leaf));
    if (accepts(text)) current = text;
  }
  // A schema that says nothing, or a text as well as what is made of parts: what comes out of a text is a text.
  if (!isPrimitive(current) && accepts("text") && !isTold(current)) return "text";
  return current;
}

/** A list of two is never taken for a single text. */
function isTold(value: unknown): boolean {
  return Array.isArray(value) && value.length > 1;
}

/** The value without what has no form in brackets: null and what is empty. Undefined when nothing is left. */
export function withoutGaps(value: unknown): unknown {
  if (isPrimitive(value)) return value ?? undefined;
  if (Array.isArray(value)) return some(value.map(withoutGaps).filter((item) => item !== undefined));
  const members = Object.entries(value as object).map(([name, member]) => [name, withoutGaps(member)] as const);
  const kept = members.filter(([, member]) => member !== undefined);
  return kept.length === 0 ? undefined : Object.fromEntries(kept);
}

function some(items: unknown[]): unknown[] | undefined {
  return items.length === 0 ? undefined : items;
}

/** True for values that HTTP has a form for in this place; what no style describes is left out. */
export function canCarry(value: unknown, carrier: Carrier): boolean {
  if (carrier.isJson) return carrier.in !== "header" || isHeaderText(JSON.stringify(value));
  if (isPrimitive(value)) return value !== null && canCarryText(String(value), carrier);
  if (carrier.style === "deepObject") return canCarryNested(value);
  const parts = Array.isArray(value) ? value : Object.values(value as object);
  const isFlat = parts.every((part) => isPrimitive(part) && part !== null);
  if (parts.length === 0 || !isFlat) return false;
  if (Array.isArray(value) && value.length === 1 && carrier.accepts(value[0])) return false;
  const names = isRecord(value) ? Object.keys(value) : [];
  return canCarryNames(names, carrier) && [...parts, ...names].every((part) => canCarryPart(String(part), carrier));
}

/** Names in brackets go as deep as they like; what is empty or null has none. */
function canCarryNested(value: unknown): boolean {
  if (isPrimitive(value)) return value !== null && isWellFormed(String(value));
  const members = Object.entries(value as object);
  const names = Array.isArray(value) ? [] : members.map(([name]) => name);
  return (
    members.length > 0 &&
    names.every((name) => /^[^[\]]+$/.test(name)) &&
    members.every(([, member]) => canCarryNested(member))
  );
}

function canCarryNames(names: readonly string[], carrier: Carrier): boolean {
  if (!names.every((name) => /^[^[\]]+$/.test(name))) return false;
  const isLoose = carrier.in === "query" && carrier.style === "form" && carrier.explode;
  return !isLoose || names.every((name) => isOwn(name, carrier));
}

/** An object that names no property takes whatever no other parameter is named after. */
function isOwn(name: string, { ownNames, otherNames }: Carrier): boolean {
  return (ownNames.size === 0 || ownNames.has(name)) && !otherNames.has(name);
}

function canCarryText(text: string, carrier: Carrier): boolean {
  if (carrier.in === "header") return isHeaderText(text);
  // The client refuses the three texts that are no path segment; whatever stands beside others must not look like them.
  if (carrier.in === "path") return carrier.isMixed ? /^[A-Za-z0-9]+$/.test(text) : !/^\.{0,2}$/.test(text);
  if (isWellFormed(text)) return !(carrier.allowReserved && /[+,]/.test(text));
  return false;
}

/** A part of a list or an object: what separates the parts must not stand in one, where no encoding hides it. */
function canCarryPart(text: string, carrier: Carrier): boolean {
  if (text === "" || !isWellFormed(text)) return false;
  if (carrier.in === "header") return isHeaderText(text) && !/[,=]/.test(text);
  if (carrier.style === "label") return !/[.=]/.test(text) && !/^\.*$/.test(text);
  if (carrier.style === "spaceDelimited") return !/[ +]/.test(text);
  if (carrier.style === "pipeDelimited") return !text.includes("|");
  if (carrier.allowReserved) return /^[\w ]+$/.test(text);
  return carrier.in !== "path" || canCarryText(text, carrier);
}

/** RFC 9110 section 5.5: visible ASCII, with blanks only inside. */
export function isHeaderText(text: string): boolean {
  return /^[!-~]+( [!-~]+)*$/.test(text);
}

/** A lone surrogate has no UTF-8. */
function isWellFormed(text: string): boolean {
  return !/[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/.test(text);
}
