import { templateNames } from "./template.js";
import type { Cursor } from "../document/cursor.js";
import type { Faults } from "../document/faults.js";
import type { Note } from "./api.js";
import type { Parameter } from "./parameter.js";

interface Fitting {
  /** The path of the operation, its names in braces. */
  readonly template: string;
  /** The operation. */
  readonly cursor: Cursor;
  readonly faults: Faults;
  readonly notes: Note[];
}

/**
 * The parameters of an operation with one for each name in its path, and none that the path has no place for. A name
 * that no parameter declares is a string, and one that is declared for nothing is left out; both are noted. Where an
 * operation has the one and the other, they are meant to be the same, and refused.
 */
export function fitToPath(
  parameters: readonly Parameter[],
  { template, cursor, faults, notes }: Fitting,
): readonly Parameter[] {
  const expressions = templateNames(template);
  const names = new Set(expressions);
  if (names.size < expressions.length)
    notes.push({ cursor, text: `a name stands twice in "${template}"; of its values the last one counts` });
  const unused = parameters.filter((parameter) => parameter.in === "path" && !names.has(parameter.name));
  for (const parameter of parameters) if (parameter.in === "path") names.delete(parameter.name);
  if (unused.length + names.size === 0) return parameters;
  const found: Note[] = [
    ...[...names].map((name) => ({ cursor, text: `path parameter "${name}" is not declared` })),
    ...unused.map((each) => ({ cursor: each.cursor, text: `path parameter "${each.name}" is not in "${template}"` })),
  ];
  if (unused.length > 0 && names.size > 0) {
    faults.each(found, ({ cursor: at, text }) => {
      throw at.error(text);
    });
  } else {
    const end = names.size > 0 ? "; it is taken for a string" : "; it is left out";
    notes.push(...found.map((note) => ({ ...note, text: note.text + end })));
  }
  const undeclared = [...names].map((name): Parameter => ({
    ...UNDECLARED,
    cursor,
    name,
    schema: { cursor, types: ["string"] },
  }));
  return [...parameters.filter((parameter) => !unused.includes(parameter)), ...undeclared];
}

const UNDECLARED = {
  in: "path",
  required: true,
  deprecated: false,
  style: "simple",
  explode: false,
  allowReserved: false,
} as const;
