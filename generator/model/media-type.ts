import type { BodyValue } from "./body-values.js";
import { isOnly, type Schema } from "./schema.js";

/** How values of one media type are written (OpenAPI 3.1 section 4.8.14). */
export interface MediaType extends BodyValue {
  /** Media type or range as the contract writes it: `application/json`, `image/*`. */
  readonly type: string;
  /** Schema of the whole value; absent when the contract gives none. */
  readonly schema?: Schema;
  /** Schema of each item of a stream (OpenAPI 3.2 `itemSchema`). */
  readonly itemSchema?: Schema;
  /** Per property of a form or multipart body. */
  readonly encoding: ReadonlyMap<string, Encoding>;
}

/** How one property of a form or multipart body is written (OpenAPI 3.1 section 4.8.15). */
export interface Encoding {
  readonly contentType?: string;
  readonly style?: string;
  readonly explode?: boolean;
}

/** What a body of a media type is to the code that carries it. */
export type BodyKind = "json" | "ndjson" | "event-stream" | "form" | "multipart" | "text" | "binary";

/** The kind of a media type, by its name alone (RFC 6838; `+json` by RFC 6839 section 3.1). */
export function bodyKind(media: Pick<MediaType, "type"> & Partial<MediaType>): BodyKind {
  const name = (media.type.split(";")[0] ?? "").trim().toLowerCase();
  if (/^application\/(x-ndjson|ndjson|jsonl|x-jsonlines|json-seq)$/.test(name)) return "ndjson";
  if (name === "text/event-stream") return "event-stream";
  if (name === "application/x-www-form-urlencoded") return "form";
  if (name === "multipart/form-data") return "multipart";
  // Other multipart types have parts without names, of which an object says nothing.
  if (name.startsWith("multipart/")) return "binary";
  if (/^[^/]+\/([^/]+\+)?json$/.test(name)) return "json";
  if (/^text\/|^application\/(.+\+)?(xml|yaml|javascript|graphql)$/.test(name)) return "text";
  // A range says nothing of the form, its schema does: structured values travel as JSON.
  return name.includes("*") && isStructured(media.schema) ? "json" : "binary";
}

function isStructured(schema: Schema | undefined): boolean {
  return schema !== undefined && !isOnly(schema, "string");
}
