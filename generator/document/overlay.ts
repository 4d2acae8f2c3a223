import { ContractError, type FindPlace, type Place } from "./contract-error.js";
import { formatPointer, valueAt, type PointerStep } from "./json-pointer.js";
import type {
  OverlayAction,
  OverlayCopy,
  OverlayQuery,
  OverlayUpdate,
  OverlayVersion,
  ParsedOverlay,
} from "./overlay-document.js";
import {
  concatenate,
  copyOf,
  isJsonObject,
  kindOf,
  mergeObject,
  nameOf,
  put,
  type JsonValue,
  type MergeListener,
} from "./overlay-merge.js";
import { OverlayOrigins } from "./overlay-origins.js";

export { parseOverlay, type OverlayAction, type ParsedOverlay } from "./overlay-document.js";
export type { JsonValue } from "./overlay-merge.js";

/** A document after an overlay, and where its values come from; see `OverlayOrigins` for how the maps are read. */
export interface OverlayResult {
  readonly document: JsonValue;
  /** JSON pointer into `document` to the place in the overlay that wrote the value. */
  readonly places: ReadonlyMap<string, FindPlace>;
  /** JSON pointer into `document` to the path in the target of a value that moved within its array. */
  readonly moved: ReadonlyMap<string, readonly PointerStep[]>;
}

/**
 * Applies the actions of an overlay in their order, each to the result of the one before. `target` is not changed.
 *
 * Follows Overlay 1.0 and 1.1, and is stricter in one point: an action that selects nothing, which the specification
 * lets pass, is an error, since it means that the document has changed under the overlay. Throws `ContractError` with
 * the place of the action (or of the value in it) that cannot be applied.
 */
export function applyOverlay(target: JsonValue, overlay: ParsedOverlay): OverlayResult {
  const draft: Draft = { root: copyOf(target), origins: new OverlayOrigins(), version: overlay.version };
  for (const action of overlay.actions) {
    const paths = select(draft, action.target);
    if (paths.length === 0) throw refusal(`overlay action selects nothing: ${action.target.text}`, action.findPlace());
    for (const path of paths) checkPrimitive(draft, path, action);
    const { change } = action;
    if (change.kind === "remove") remove(draft, paths, action);
    else if (change.kind === "update") merge(draft, paths, { action, ...updated(draft, change) });
    else merge(draft, paths, { action, ...copied(draft, change) });
  }
  return { document: draft.root, places: draft.origins.places, moved: draft.origins.moved };
}

interface Draft {
  root: JsonValue;
  readonly origins: OverlayOrigins;
  readonly version: OverlayVersion;
}

/** The value to merge, and who hears of it. */
interface Change {
  readonly value: JsonValue;
  readonly action: OverlayAction;
  readonly listener: MergeListener;
}

/** Paths of the selected values, each once, in the order of the query. */
function select(draft: Draft, query: OverlayQuery): PointerStep[][] {
  try {
    const paths = query.compiled.query(draft.root).locations();
    return [...new Map(paths.map((path) => [formatPointer(path), path])).values()];
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new ContractError(`"${query.text}" cannot be evaluated: ${reason}`, query.findPlace(), {
      code: "overlay",
      cause,
    });
  }
}

function remove(draft: Draft, paths: PointerStep[][], action: OverlayAction): void {
  // Deeper values and later elements go first, so that the paths of the others stay right.
  const order = paths.sort((a, b) => b.length - a.length || indexOf(b) - indexOf(a));
  for (const path of order) {
    const parent = read(draft, path.slice(0, -1));
    const step = path.at(-1);
    if (step === undefined) throw refusal("the whole document cannot be removed", action.findPlace());
    if (Array.isArray(parent)) {
      draft.origins.shift(path.slice(0, -1), Number(step), parent.length);
      parent.splice(Number(step), 1);
    } else if (isJsonObject(parent)) {
      draft.origins.forget(path);
      Reflect.deleteProperty(parent, step);
    }
  }
}

function indexOf(path: readonly PointerStep[]): number {
  const step = path.at(-1);
  return typeof step === "number" ? step : 0;
}

function updated(draft: Draft, change: OverlayUpdate): Omit<Change, "action"> {
  return { value: change.value, listener: listenerOf(draft, (path) => change.placeOf(path)) };
}

function copied(draft: Draft, { from: query }: OverlayCopy): Omit<Change, "action"> {
  const [from, ...others] = select(draft, query);
  if (from === undefined || others.length > 0) {
    const count = from === undefined ? "nothing" : `${others.length + 1} values`;
    throw refusal(`copy has to select one value, selects ${count}: ${query.text}`, query.findPlace());
  }
  return { value: copyOf(read(draft, from)), listener: listenerOf(draft, query.findPlace) };
}

/** Records every value that is written; those below a written one too, as each has its own place in the overlay. */
function listenerOf({ origins }: Draft, placeOf: (path: readonly PointerStep[]) => Place): MergeListener {
  const note = (path: readonly PointerStep[], value: JsonValue, changePath: readonly PointerStep[]): void => {
    origins.wrote(path, () => placeOf(changePath));
    const keys = Array.isArray(value) ? value.keys() : isJsonObject(value) ? Object.keys(value) : [];
    // An own key or index, so there is a value.
    for (const key of keys) note([...path, key], valueAt(value, [key]) as JsonValue, [...changePath, key]);
  };
  return { written: note, refused: (reason, changePath) => refusal(reason, placeOf(changePath)) };
}

function merge(draft: Draft, paths: readonly PointerStep[][], change: Change): void {
  const kinds = [...new Set(paths.map((path) => kindOf(read(draft, path))))];
  if (kinds.length > 1) {
    throw refusal(`overlay action selects values of several kinds: ${kinds.join(", ")}`, change.action.findPlace());
  }
  for (const path of paths) mergeAt(draft, path, change);
}

function mergeAt(draft: Draft, path: PointerStep[], { value, action, listener }: Change): void {
  const there = read(draft, path);
  const at = { path, changePath: [], listener };
  // Overlay 1.0 appends whatever is given as one entry; 1.1 concatenates an array.
  if (Array.isArray(there) && Array.isArray(value) && draft.version === "1.1") concatenate(there, value, at);
  else if (Array.isArray(there)) {
    listener.written([...path, there.length], value, []);
    there.push(copyOf(value));
  } else if (isJsonObject(there) && isJsonObject(value)) mergeObject(there, value, at);
  else if (isJsonObject(there) || kindOf(value) !== "primitive") {
    throw refusal(
      `${nameOf(value)} cannot be merged into ${nameOf(there)} at ${action.target.text}`,
      action.findPlace(),
    );
  } else replace(draft, path, { value, listener });
}

function replace(draft: Draft, path: readonly PointerStep[], { value, listener }: Omit<Change, "action">): void {
  const parent = read(draft, path.slice(0, -1));
  const step = path.at(-1);
  if (step === undefined) draft.root = value;
  else if (Array.isArray(parent)) parent[Number(step)] = value;
  else if (isJsonObject(parent)) put(parent, String(step), value);
  listener.written(path, value, []);
}

function checkPrimitive(draft: Draft, path: readonly PointerStep[], action: OverlayAction): void {
  if (draft.version === "1.1" || kindOf(read(draft, path)) !== "primitive") return;
  throw refusal(`overlay 1.0 cannot select a primitive value, 1.1 can: ${action.target.text}`, action.findPlace());
}

function read(draft: Draft, path: readonly PointerStep[]): JsonValue {
  return valueAt(draft.root, path) as JsonValue; // a path that a query gave leads to a value
}

function refusal(reason: string, place: Place): ContractError {
  return new ContractError(reason, place, { code: "overlay" });
}
