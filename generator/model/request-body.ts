import type { Cursor } from "../document/cursor.js";
import type { MediaType } from "./media-type.js";

/** OpenAPI 3.1 section 4.8.13. */
export interface RequestBody {
  readonly cursor: Cursor;
  readonly description?: string;
  readonly required: boolean;
  readonly content: readonly MediaType[];
}
