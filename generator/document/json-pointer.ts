/** A step into a document: a key of an object or an index of an array. */
export type PointerStep = string | number;

/** JSON Pointer text (RFC 6901) of a path, `""` for the whole document. */
export function formatPointer(path: readonly PointerStep[]): string {
  return path.map((step) => `/${String(step).replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");
}

/** Steps of a JSON Pointer in URI fragment form without `#` (RFC 6901 section 6); undefined when it is not one. */
export function parsePointer(fragment: string): string[] | undefined {
  const pointer = decodePercent(fragment);
  if (pointer === undefined || (pointer !== "" && !pointer.startsWith("/"))) return undefined;
  return pointer
    .split("/")
    .slice(1)
    .map((step) => step.replaceAll("~1", "/").replaceAll("~0", "~"));
}

function decodePercent(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

/** The value at `path` below `root`; undefined when a step leads nowhere. */
export function valueAt(root: unknown, path: readonly PointerStep[]): unknown {
  let value = root;
  for (const step of path) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, step)) return undefined;
    value = (value as Record<PointerStep, unknown>)[step]; // an own key of a JSON object or array, checked above
  }
  return value;
}
