import type { Cursor } from "../document/cursor.js";
import type { MediaType } from "./media-type.js";
import type { Schema } from "./schema.js";

/** `200`, a range such as `2XX`, or `default` (OpenAPI 3.1 section 4.8.16). */
export type StatusPattern = string;

/** One entry of an operation's responses (OpenAPI 3.1 section 4.8.17). */
export interface Response {
  readonly cursor: Cursor;
  readonly status: StatusPattern;
  readonly description?: string;
  readonly headers: readonly Header[];
  /** Empty when the response has no body. */
  readonly content: readonly MediaType[];
}

/** A response header (OpenAPI 3.1 section 4.8.21); `Content-Type` is never one. */
export interface Header {
  readonly cursor: Cursor;
  readonly name: string;
  readonly description?: string;
  readonly required: boolean;
  readonly deprecated: boolean;
  readonly explode: boolean;
  readonly schema: Schema;
  /** Given when the value is serialised as a media type instead of in `simple` style. */
  readonly content?: MediaType;
}
