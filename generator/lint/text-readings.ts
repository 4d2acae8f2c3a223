/**
 * What a value of a contract may stand for where values are written as texts: OpenAPI lets an example of a parameter
 * be given as the value or as it is written (3.0.4 section 4.7.12.2). Whatever a text may be read as, by any `style`.
 */
export function textReadings(value: unknown): unknown[] {
  if (Array.isArray(value)) return [value.map(scalarOf), value.map(String)];
  if (typeof value === "object" && value !== null) return [mapValues(value, scalarOf), mapValues(value, String)];
  if (typeof value !== "string") return [String(value)];
  const lists = [...SEPARATORS].map((separator) => value.split(separator)).filter(({ length }) => length > 1);
  return [scalarOf(value), ...[[value], ...lists].flatMap(listReadings), ...lists.flatMap(objectReadings)];
}

const SEPARATORS = ",&|; ";

function listReadings(parts: readonly string[]): unknown[] {
  const values = parts.map((part) => part.slice(part.indexOf("=") + 1));
  return [parts, parts.map(scalarOf), values, values.map(scalarOf)];
}

/** `a=1` and `b=2`, or `a`, `1`, `b`, `2`. */
function objectReadings(parts: readonly string[]): unknown[] {
  const pairs = parts.every((part) => part.includes("="))
    ? parts.map((part): [string, string] => [part.slice(0, part.indexOf("=")), part.slice(part.indexOf("=") + 1)])
    : parts.flatMap((part, index): [string, string][] => (index % 2 === 0 ? [[part, parts[index + 1] ?? ""]] : []));
  const object = Object.fromEntries(pairs);
  return [object, mapValues(object, scalarOf)];
}

function scalarOf(text: unknown): unknown {
  if (text === "true" || text === "false") return text === "true";
  return typeof text === "string" && /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : text;
}

function mapValues(object: object, change: (value: unknown) => unknown): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, change(value)]));
}
