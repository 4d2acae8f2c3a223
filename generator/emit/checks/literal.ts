import { propertyName, quote } from "../../source-file.js";

/** A JSON value as a JavaScript expression. */
export function literal(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(literal).join(", ")}]`;
  if (typeof value === "object" && value !== null) {
    const members = Object.entries(value).map(([key, item]) => `${propertyName(key)}: ${literal(item)}`);
    return members.length === 0 ? "{}" : `{ ${members.join(", ")} }`;
  }
  return typeof value === "string" ? quote(value) : String(value);
}

/** As `literal`; a list that is too long for a line is broken into as many as it needs. */
export function listLiteral(values: readonly unknown[]): string {
  const line = literal(values);
  if (line.length <= 80) return line;
  const lines: string[] = [];
  for (const item of values.map((value) => `${literal(value)},`)) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + item.length < 116) lines[lines.length - 1] = `${last} ${item}`;
    else lines.push(item);
  }
  return `[\n${lines.map((text) => `  ${text}`).join("\n")}\n]`;
}
