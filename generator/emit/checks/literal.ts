import { quote } from "../../source-file.js";

/** A JSON value as a JavaScript expression. */
export function literal(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(literal).join(", ")}]`;
  if (typeof value === "object" && value !== null) {
    const members = Object.entries(value).map(([key, item]) => `${literalKey(key)}: ${literal(item)}`);
    return members.length === 0 ? "{}" : `{ ${members.join(", ")} }`;
  }
  return typeof value === "string" ? quote(value) : String(value);
}

/** A key of an object literal. `__proto__` would set the prototype, unless it is computed. */
export function literalKey(key: string): string {
  if (key === "__proto__") return `["__proto__"]`;
  return /^[A-Za-z_$][\w$]*$/.test(key) ? key : quote(key);
}
