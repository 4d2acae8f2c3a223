/** Keywords that tools' schemas may use, as the providers' documents list them (docs/decisions/0007). */
const KEYWORDS: ReadonlySet<string> = new Set([
  "type",
  "properties",
  "required",
  "additionalProperties",
  "items",
  "anyOf",
  "enum",
  "format",
  "description",
]);
const FORMATS: ReadonlySet<string> = new Set([
  "date",
  "date-time",
  "duration",
  "email",
  "hostname",
  "ipv4",
  "ipv6",
  "time",
  "uuid",
]);

/** What some provider would refuse in the schema of a tool's input, as `place: what`. */
export function refusals(schema: unknown, place = ""): string[] {
  if (typeof schema === "boolean") return [];
  const node = schema as Record<string, unknown>;
  const types = [node["type"]].flat();
  const found = Object.keys(node)
    .filter((key) => !KEYWORDS.has(key))
    .map((key) => `${place}: keyword ${key}`);
  if (place === "" && node["type"] !== "object") found.push(": not an object");
  if (place === "" && node["anyOf"] !== undefined) found.push(": alternatives at the root");
  if (types.length > 2 || (types.length === 2 && types[1] !== "null")) found.push(`${place}: several types`);
  if (types.includes("object") && node["additionalProperties"] === undefined) found.push(`${place}: left open`);
  if (types.includes("array") && node["items"] === undefined) found.push(`${place}: no items`);
  if (typeof node["format"] === "string" && !FORMATS.has(node["format"])) found.push(`${place}: format`);
  const properties = Object.entries((node["properties"] ?? {}) as Record<string, unknown>);
  for (const name of (node["required"] ?? []) as string[]) {
    if (!properties.some(([known]) => known === name)) found.push(`${place}: requires ${name}`);
  }
  for (const [name, property] of properties) {
    if (!/^[A-Za-z0-9_.-]{1,64}$/.test(name)) found.push(`${place}: name ${name}`);
    found.push(...refusals(property, `${place}/${name}`));
  }
  for (const [index, branch] of ((node["anyOf"] ?? []) as unknown[]).entries())
    found.push(...refusals(branch, `${place}/anyOf/${index}`));
  for (const key of ["items", "additionalProperties"])
    if (typeof node[key] === "object") found.push(...refusals(node[key], `${place}/${key}`));
  return found;
}
