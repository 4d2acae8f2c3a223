import { NUMBER, STRING } from "../../model/type-set.js";
import { listChanges } from "./list-changes.js";
import type { NormalSchema } from "./normal-schema.js";
import type { SchemaPair } from "./schema-pair.js";

/** Formats whose values all have the other format too. */
const WIDER: Readonly<Record<string, string>> = { int32: "int64", float: "double" };

/** Formats of OpenAPI 3.0, and what 3.1 writes instead (OpenAPI 3.1 section 4.8.14.3). */
const ENCODINGS: Readonly<Record<string, string>> = {
  byte: "contentEncoding base64",
  binary: "contentMediaType application/octet-stream",
};

type Lists = ReturnType<typeof listChanges<string>>;

/** Formats that are no longer asked for, and those that are new. */
export function formatChanges({ old, new: now, shared }: SchemaPair): Lists {
  if ((shared & (STRING | NUMBER)) === 0) return { lost: [], gained: [] };
  const { lost, gained } = listChanges(
    old.formats,
    now.formats,
    (stronger, weaker) => stronger === weaker || WIDER[stronger] === weaker,
  );
  return {
    lost: lost.filter((format) => !now.encodings.includes(ENCODINGS[format] ?? "")),
    gained: gained.filter((format) => !old.encodings.includes(ENCODINGS[format] ?? "")),
  };
}

/** Encodings and media types that texts no longer have, and those that are new. */
export function encodingChanges({ old, new: now, shared }: SchemaPair): Lists {
  if ((shared & STRING) === 0) return { lost: [], gained: [] };
  const { lost, gained } = listChanges(old.encodings, now.encodings);
  const isFormatOf = ({ formats }: NormalSchema, encoding: string): boolean =>
    formats.some((format) => ENCODINGS[format] === encoding);
  return {
    lost: lost.filter((encoding) => !isFormatOf(now, encoding)),
    gained: gained.filter((encoding) => !isFormatOf(old, encoding)),
  };
}

/** `date, uuid`, or `none`. */
export function listText(formats: readonly string[]): string {
  return formats.length === 0 ? "none" : formats.join(", ");
}
