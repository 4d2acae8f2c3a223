import type { Discriminator } from "../../model/schema.js";
import type { NormalSchema } from "./normal-schema.js";

/** The discriminator of a schema, or of a part of it. */
export function discriminatorOf({ parts }: NormalSchema): Discriminator | undefined {
  return parts.find(({ discriminator }) => discriminator !== undefined)?.discriminator;
}

/** Names of the schemas that a discriminator's mapping leads to, by the value that leads there, as written. */
export function mappingOf({ parts }: NormalSchema): Map<string, string> {
  const raw = parts.find(({ discriminator }) => discriminator !== undefined)?.cursor.get("discriminator");
  const entries = raw?.isObject === true ? (raw.get("mapping")?.entries() ?? []) : [];
  return new Map(entries.map(([value, target]) => [value, target.string().split("/").at(-1) ?? ""]));
}

/** The default of a schema, or of a part of it. */
export function defaultOf({ parts }: NormalSchema): { readonly value: unknown } | undefined {
  return parts.find((part) => part.default !== undefined)?.default;
}
