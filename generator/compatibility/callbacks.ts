import type { Cursor } from "../document/cursor.js";
import type { Operation } from "../model/operation.js";

/** Callbacks of an operation by name. */
export function callbacksOf(operation: Operation | undefined): Map<string, Cursor> {
  return new Map(operation?.cursor.get("callbacks")?.entries() ?? []);
}
