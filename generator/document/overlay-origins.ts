import type { FindPlace } from "./contract-error.js";
import { formatPointer, type PointerStep } from "./json-pointer.js";

/**
 * Keeps up with where the values of a document come from while overlays change it.
 *
 * Both maps go by JSON pointers into the changed document, and an entry speaks for everything below its pointer that
 * has no entry of its own. `places`: written by an overlay, there. `moved`: still the value that the original
 * document has at the given path, elsewhere only because an array before it became shorter. A value that
 * neither map speaks for stands where it stood.
 */
export class OverlayOrigins {
  readonly places = new Map<string, FindPlace>();
  readonly moved = new Map<string, readonly PointerStep[]>();

  /** The overlay wrote the value at `path`, where nothing or a primitive value stood. */
  wrote(path: readonly PointerStep[], findPlace: FindPlace): void {
    const pointer = formatPointer(path);
    this.moved.delete(pointer);
    this.places.set(pointer, findPlace);
  }

  /** The value at `path` is gone. */
  forget(path: readonly PointerStep[]): void {
    const pointer = formatPointer(path);
    for (const map of [this.places, this.moved]) {
      for (const key of map.keys()) if (key === pointer || key.startsWith(`${pointer}/`)) map.delete(key);
    }
  }

  /** The element `index` of the array at `path` is gone; the array had `length` elements with it. */
  shift(path: readonly PointerStep[], index: number, length: number): void {
    this.forget([...path, index]);
    const originals = new Map<string, readonly PointerStep[]>();
    for (let next = index + 1; next < length; next += 1) {
      const original = this.#originalOf([...path, next]);
      if (original !== undefined) originals.set(formatPointer([...path, next - 1]), original);
    }
    closeGap(this.places, path, index);
    closeGap(this.moved, path, index);
    for (const [pointer, original] of originals) this.moved.set(pointer, original);
  }

  /** Where the original document has the value that now stands at `path`; undefined when an overlay wrote it. */
  #originalOf(path: readonly PointerStep[]): readonly PointerStep[] | undefined {
    for (let length = path.length; length > 0; length -= 1) {
      const pointer = formatPointer(path.slice(0, length));
      if (this.places.has(pointer)) return undefined;
      const original = this.moved.get(pointer);
      if (original !== undefined) return [...original, ...path.slice(length)];
    }
    return path;
  }
}

/** Entries at and below the elements of an array after `index` go by an index that is one less. */
function closeGap<Value>(map: Map<string, Value>, path: readonly PointerStep[], index: number): void {
  const prefix = `${formatPointer(path)}/`;
  const isLater = (key: string) => key.startsWith(prefix) && Number.parseInt(key.slice(prefix.length), 10) > index;
  const later = [...map].filter(([key]) => isLater(key));
  for (const [key] of later) map.delete(key);
  for (const [key, value] of later) {
    const [element = "", ...rest] = key.slice(prefix.length).split("/");
    map.set(prefix + [String(Number(element) - 1), ...rest].join("/"), value);
  }
}
