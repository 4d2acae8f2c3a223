/** Names of the parameters in a path template, in their order. */
export function pathNames(path: string): string[] {
  return [...path.matchAll(/\{([^{}]+)\}/g)].map((match) => match[1] ?? "");
}

/** The path without the names of its parameters: two paths with the same shape are the same path. */
export function pathShape(path: string): string {
  return path.replaceAll(/\{[^{}]+\}/g, "{}");
}
