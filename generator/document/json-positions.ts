import type { PointerStep } from "./json-pointer.js";
import { keyBetween, skipSpace, stringEnd, valueEnd } from "./json-text.js";
import { Lines } from "./lines.js";

/** Where a part of an object or array stands: its key, or itself in an array, and its value. */
interface Child {
  readonly offset: number;
  readonly value: number;
}

/**
 * Where the values of a text stand that is known to be JSON. Only objects and arrays on the way to what was asked for
 * are looked into, each once: many places of a large document cost little more than one.
 */
export class JsonPositions {
  readonly lines: Lines;
  readonly #text: string;
  /** By the offset of an object or array. */
  readonly #children = new Map<number, ReadonlyMap<string, Child>>();

  constructor(text: string) {
    this.#text = text;
    this.lines = new Lines(text);
  }

  /** Offset of the key (or of the array element) that `path` ends with, as far as the text has it. */
  offsetOf(path: readonly PointerStep[]): number {
    let value = skipSpace(this.#text, 0);
    let offset = value;
    for (const step of path) {
      const child = this.#childrenOf(value).get(String(step));
      if (child === undefined) break;
      ({ offset, value } = child);
    }
    return offset;
  }

  #childrenOf(start: number): ReadonlyMap<string, Child> {
    let children = this.#children.get(start);
    if (children === undefined) {
      children = readChildren(this.#text, start);
      this.#children.set(start, children);
    }
    return children;
  }
}

function readChildren(text: string, start: number): Map<string, Child> {
  const children = new Map<string, Child>();
  const opening = text.charAt(start);
  if (opening !== "{" && opening !== "[") return children;
  let offset = skipSpace(text, start + 1);
  while (offset < text.length && !"]}".includes(text.charAt(offset))) {
    const end = opening === "{" ? stringEnd(text, offset) : offset;
    const value = opening === "{" ? skipSpace(text, skipSpace(text, end) + 1) : offset;
    children.set(opening === "{" ? keyBetween(text, offset, end) : String(children.size), { offset, value });
    const after = skipSpace(text, valueEnd(text, value));
    offset = text.charAt(after) === "," ? skipSpace(text, after + 1) : after;
  }
  return children;
}
