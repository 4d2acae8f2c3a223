/**
 * A request's target as path and query, also when it came as an absolute URI, which servers have to take as well
 * (RFC 9112 section 3.2.2). Anything else stays as it is.
 */
export function originForm(target: string): string {
  if (target.startsWith("/")) return target;
  const match = /^https?:\/\/[^/?#]*([^#]*)/i.exec(target);
  if (match === null) return target;
  const rest = match[1] ?? "";
  return rest.startsWith("/") ? rest : `/${rest}`;
}
