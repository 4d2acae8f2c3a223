import { NUMBER, STRING } from "../../emit/checks/instance-types.js";
import { listChanges } from "./list-changes.js";
import type { SchemaPair } from "./schema-pair.js";

/** Formats whose values all have the other format too. */
const WIDER: Readonly<Record<string, string>> = { int32: "int64", float: "double" };

/** Formats that are no longer asked for, and those that are new. */
export function formatChanges({ old, new: now, shared }: SchemaPair): ReturnType<typeof listChanges<string>> {
  if ((shared & (STRING | NUMBER)) === 0) return { lost: [], gained: [] };
  return listChanges(old.formats, now.formats, (stronger, weaker) => stronger === weaker || WIDER[stronger] === weaker);
}

/** `date, uuid`, or `none`. */
export function listText(formats: readonly string[]): string {
  return formats.length === 0 ? "none" : formats.join(", ");
}
