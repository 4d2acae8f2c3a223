import type { ToolAnnotations } from "@modelcontextprotocol/sdk/types.js";
import type { Tool } from "../../generated/runtime/tool.js";

/** Which tools are served, by name, tag or method. */
export interface ToolSelection {
  /** All when empty. */
  readonly include: readonly string[];
  readonly exclude: readonly string[];
}

type Described = Pick<Tool, "name" | "method" | "tags">;

export function isServed(tool: Described, { include, exclude }: ToolSelection): boolean {
  const isNamed = (what: string): boolean => names(what, tool);
  return (include.length === 0 || include.some(isNamed)) && !exclude.some(isNamed);
}

/** What of a selection names no tool, as when it is misspelt: what was to be left out would be served. */
export function namesNothing(tools: readonly Described[], { include, exclude }: ToolSelection): readonly string[] {
  return [...include, ...exclude].filter((what) => !tools.some((tool) => names(what, tool)));
}

function names(what: string, { name, method, tags = [] }: Described): boolean {
  return what === name || what.toUpperCase() === method || tags.includes(what);
}

const SAFE: ReadonlySet<string> = new Set(["GET", "HEAD", "OPTIONS", "QUERY", "TRACE"]);
const IDEMPOTENT: ReadonlySet<string> = new Set(["PUT", "DELETE"]);

/** What a host may make of a tool, by its method (RFC 9110 sections 9.2.1 and 9.2.2). */
export function annotationsOf({ method }: Pick<Tool, "method">): ToolAnnotations {
  const readOnlyHint = SAFE.has(method);
  // POST adds, as a rule; the others replace or remove what is there.
  const destructiveHint = !readOnlyHint && method !== "POST";
  return { readOnlyHint, destructiveHint, idempotentHint: readOnlyHint || IDEMPOTENT.has(method), openWorldHint: true };
}
