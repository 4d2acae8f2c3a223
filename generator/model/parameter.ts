import type { Cursor } from "../document/cursor.js";
import type { MediaType } from "./media-type.js";
import type { Schema } from "./schema.js";

export type ParameterLocation = "path" | "query" | "header" | "cookie";
/**
 * The last two are no words of a contract: the value is the whole query (OpenAPI 3.2 `in: querystring`), as a form or
 * as JSON.
 */
export type ParameterStyle =
  | "matrix"
  | "label"
  | "simple"
  | "form"
  | "spaceDelimited"
  | "pipeDelimited"
  | "deepObject"
  | "querystring"
  | "jsonQuerystring";

/** A parameter (OpenAPI 3.1 section 4.8.12), style and explode always told. */
export interface Parameter {
  readonly cursor: Cursor;
  readonly name: string;
  readonly in: ParameterLocation;
  readonly description?: string;
  readonly required: boolean;
  readonly deprecated: boolean;
  readonly style: ParameterStyle;
  readonly explode: boolean;
  readonly allowReserved: boolean;
  /** The value's schema, also where `content` holds it. */
  readonly schema: Schema;
  /** Given when the value is serialised as a media type instead of by `style`. */
  readonly content?: MediaType;
}

/** OpenAPI 3.1 section 4.8.12.2: the style of a parameter that names none. */
export function defaultStyle(location: ParameterLocation): ParameterStyle {
  return location === "query" || location === "cookie" ? "form" : "simple";
}
