import { templateShape } from "../model/template.js";

/**
 * True when some request matches both templates and neither is the more specific one: at one segment the first has the
 * text where the other has a parameter, at another it is the other way round. (OpenAPI 3.1 section 4.8.8.2 leaves to
 * tools what to do then.)
 */
export function overlaps(a: string, b: string): boolean {
  const [left, right] = [segments(a), segments(b)];
  if (left.length !== right.length) return false;
  let [isLeftOpen, isRightOpen] = [false, false];
  for (const [index, segment] of left.entries()) {
    const other = right[index] ?? "";
    if (segment === other) continue;
    if (segment !== "{}" && other !== "{}") return false;
    if (segment === "{}") isLeftOpen = true;
    else isRightOpen = true;
  }
  return isLeftOpen && isRightOpen;
}

function segments(path: string): string[] {
  return templateShape(path).split("/");
}
