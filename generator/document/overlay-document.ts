import { createRequire } from "node:module";
import type * as JsonPath from "json-p3";
import { ContractError, type FindPlace, type Place } from "./contract-error.js";
import { Cursor } from "./cursor.js";
import type { PointerStep } from "./json-pointer.js";
import type { JsonValue } from "./overlay-merge.js";
import { Source } from "./source.js";

/** An overlay document that keeps the rules of its specification, its queries compiled. */
export interface ParsedOverlay {
  readonly file: string;
  /** The feature set: 1.1 adds `copy` and lets a target be a primitive value. */
  readonly version: OverlayVersion;
  /** The document that the overlay was made for, as a URI reference; not looked at when it is applied. */
  readonly extends: string | undefined;
  readonly actions: readonly OverlayAction[];
}

export type OverlayVersion = "1.0" | "1.1";

/** One action. `findPlace`: where it starts in the overlay. */
export interface OverlayAction {
  readonly findPlace: FindPlace;
  readonly target: OverlayQuery;
  readonly change: OverlayChange;
}

export type OverlayChange = { readonly kind: "remove" } | OverlayUpdate | OverlayCopy;

/** What to merge; `placeOf` gives the place of a value within `value`. */
export interface OverlayUpdate {
  readonly kind: "update";
  readonly value: JsonValue;
  placeOf(path: readonly PointerStep[]): Place;
}

/** Where the document has what to merge. */
export interface OverlayCopy {
  readonly kind: "copy";
  readonly from: OverlayQuery;
}

/** A JSONPath query (RFC 9535) as written, compiled, and where it stands. */
export interface OverlayQuery {
  readonly text: string;
  readonly compiled: JsonPath.JSONPathQuery;
  readonly findPlace: FindPlace;
}

const require = createRequire(import.meta.url);

/** Compiles a query. The library is loaded for the first one, since most contracts have no overlay. */
function compile(query: string): JsonPath.JSONPathQuery {
  const { JSONPathEnvironment } = require("json-p3") as typeof JsonPath; // the package of that name
  // The library's default of 50 levels is less than real contracts have.
  return new JSONPathEnvironment({ maxRecursionDepth: 1000 }).compile(query);
}

/**
 * Reads an OpenAPI Overlay document of version 1.0 or 1.1, in YAML or JSON.
 *
 * Throws `ContractError` with the place in `file` for whatever the specification does not allow: an unknown version or
 * field, a missing `target`, a query that is not JSONPath, more than one change in an action. An action without any
 * change is an error too. Overlay 1.0 lets `update` stand beside `remove: true`, where it has no effect.
 */
export function parseOverlay(file: string, text: string): ParsedOverlay {
  const source = Source.parse(file, text);
  const root = new Cursor(source, source.root);
  allow(root, "overlay", ["overlay", "info", "extends", "actions"]);
  const version = versionOf(root.require("overlay", "overlay"));
  const info = root.require("info", "overlay");
  allow(info, "overlay info", ["title", "version", "description"]);
  info.require("title", "overlay info").string();
  info.require("version", "overlay info").string();
  const actions = root.require("actions", "overlay");
  if (actions.items().length === 0) throw refusal(actions, "overlay has no action");
  return {
    file,
    version,
    extends: root.get("extends")?.string(),
    actions: actions.items().map((action) => parseAction(action, version)),
  };
}

function versionOf(cursor: Cursor): OverlayVersion {
  const version = /^(1\.[01])\.\d+$/.exec(cursor.string())?.[1];
  if (version === "1.0" || version === "1.1") return version;
  throw refusal(cursor, `overlay version "${cursor.string()}" is not known; 1.0.x and 1.1.x are`);
}

function parseAction(action: Cursor, version: OverlayVersion): OverlayAction {
  allow(action, "overlay action", ["target", "description", "update", "remove", "copy"]);
  const target = queryOf(action.require("target", "overlay action"));
  return { findPlace: () => action.place, target, change: changeOf(action, version) };
}

function changeOf(action: Cursor, version: OverlayVersion): OverlayChange {
  const [update, copy, removes] = [action.get("update"), action.get("copy"), action.get("remove")?.boolean() === true];
  if (copy !== undefined && version === "1.0") throw refusal(copy, "copy needs overlay: 1.1.0");
  if ((removes && copy) || (update && copy) || (removes && update && version === "1.1")) {
    throw refusal(action, "overlay action may have only one of update, copy and remove");
  }
  if (removes) return { kind: "remove" };
  if (copy !== undefined) return { kind: "copy", from: queryOf(copy) };
  if (update === undefined) throw refusal(action, "overlay action has neither update, copy nor remove: true");
  return {
    kind: "update",
    value: update.value as JsonValue, // what a YAML or JSON parser gave
    placeOf: (path) => update.source.placeOf([...update.path, ...path]),
  };
}

function queryOf(cursor: Cursor): OverlayQuery {
  const text = cursor.string();
  try {
    return { text, compiled: compile(text), findPlace: () => cursor.place };
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new ContractError(`"${text}" is not JSONPath: ${reason}`, cursor.place, { code: "overlay", cause });
  }
}

/** Refuses what is not an object, and fields that are neither in `names` nor extensions. */
function allow(cursor: Cursor, what: string, names: readonly string[]): void {
  for (const [key, value] of cursor.entries()) {
    if (!names.includes(key) && !key.startsWith("x-")) throw refusal(value, `${what} has an unknown field "${key}"`);
  }
}

function refusal(cursor: Cursor, reason: string): ContractError {
  return cursor.error(reason, "overlay");
}
