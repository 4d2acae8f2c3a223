import { templateNames } from "./template.js";
import type { Cursor } from "../document/cursor.js";
import type { Note } from "./api.js";

/** A part of a server's URL that callers choose (OpenAPI 3.1 section 4.8.6); no default where it is not declared. */
export interface ServerVariable {
  readonly name: string;
  readonly default?: string;
  readonly enum?: readonly string[];
  readonly description?: string;
}

/** Where an API is (OpenAPI 3.1 section 4.8.5). */
export interface Server {
  /** With variables in braces. */
  readonly url: string;
  readonly description?: string;
  /** In the order of the URL. */
  readonly variables: readonly ServerVariable[];
}

/** The servers of the document; one without a URL is noted and left out. */
export function readServers(root: Cursor, notes: Note[]): Server[] {
  const list = root.get("servers");
  const cursors = Array.isArray(list?.value) ? list.items() : [];
  return cursors.flatMap((cursor) => {
    const url = cursor.isObject ? cursor.get("url")?.value : undefined;
    if (typeof url === "string") return [readServer(cursor, url)];
    notes.push({ cursor, text: "the server has no URL and is left out" });
    return [];
  });
}

function readServer(cursor: Cursor, url: string): Server {
  const names = new Set(templateNames(url));
  const declared = cursor.get("variables");
  const variables = [...names].map((name) =>
    readVariable(name, declared?.isObject === true ? declared.get(name) : undefined),
  );
  return { url, ...described(cursor), variables };
}

function readVariable(name: string, cursor: Cursor | undefined): ServerVariable {
  if (cursor === undefined) return { name };
  const list = cursor.get("enum");
  const values = Array.isArray(list?.value) ? list.items() : undefined;
  const standard = cursor.get("default")?.value;
  return {
    name,
    ...(standard === undefined ? {} : { default: String(standard) }),
    ...(values === undefined || values.length === 0 ? {} : { enum: values.map(({ value }) => String(value)) }),
    ...described(cursor),
  };
}

function described(cursor: Cursor): { description?: string } {
  const text = cursor.get("description")?.value;
  return typeof text === "string" ? { description: text } : {};
}
