/** Names of the expressions in a path or URL template, in their order: `/a/{x}/{y}.json` gives `x`, `y`. */
export function templateNames(template: string): string[] {
  return [...template.matchAll(/\{([^{}]+)\}/g)].map((match) => match[1] ?? "");
}

/** The template without these names: two paths with the same shape are the same path. */
export function templateShape(template: string): string {
  return template.replaceAll(/\{[^{}]+\}/g, "{}");
}
