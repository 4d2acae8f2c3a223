/**
 * A copy of a document without what express-openapi-validator cannot read: `nullable` without `type`, examples (whose
 * ids it takes for those of schemas), patterns that are none with the flag `u`, and paths in the URLs of servers.
 */
export function normalised(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(normalised);
  if (typeof value !== "object" || value === null) return value;
  const isUntyped = !("type" in value);
  const kept = Object.entries(value).filter(([key, member]) => {
    if (key === "nullable") return !(isUntyped && typeof member === "boolean");
    if (key === "example" || key === "examples") return false;
    return key !== "pattern" || typeof member !== "string" || isPortable(member);
  });
  const copy = Object.fromEntries(kept.map(([key, member]) => [key, normalised(member)]));
  return "openapi" in value ? { ...copy, servers: [{ url: "/" }] } : copy;
}

function isPortable(pattern: string): boolean {
  try {
    new RegExp(pattern, "u");
    return true;
  } catch {
    return false;
  }
}
