import { createRequire } from "node:module";
import type * as Yaml from "yaml";
import type { PointerStep } from "./json-pointer.js";

const require = createRequire(import.meta.url);

/** The parser that keeps positions, loaded when the first place is asked for: most runs report nothing. */
function yaml(): typeof Yaml {
  return require("yaml") as typeof Yaml; // the package of that name
}

/** A text with the place of everything in it. */
export interface Positions {
  readonly document: Yaml.Document.Parsed;
  readonly lines: Yaml.LineCounter;
}

/** Offset of the first alias without an anchor; 0, the start of the document, when the fault is another. */
export function danglingAlias(document: Yaml.Document.Parsed): number {
  const { visit } = yaml();
  let offset = 0;
  visit(document, {
    Alias: (_key, node) => {
      if (node.resolve(document) !== undefined) return undefined;
      offset = node.range?.[0] ?? 0;
      return visit.BREAK;
    },
  });
  return offset;
}

/** Parses YAML, or JSON; faults are in the document's `errors`. */
export function parseWithPositions(text: string): Positions {
  const { LineCounter, parseDocument } = yaml();
  const lines = new LineCounter();
  // `merge`: `<<` keys, which YAML 1.2 dropped, are still common in hand-written contracts.
  const document = parseDocument(text, { lineCounter: lines, merge: true, prettyErrors: true, strict: true });
  return { document, lines };
}

/** Offset of the key (or of the array element) that `path` ends with, as far as the text has it. */
export function offsetOf(document: Yaml.Document.Parsed, path: readonly PointerStep[]): number {
  const { isAlias } = yaml();
  let node: unknown = document.contents;
  let offset = (document.contents as Yaml.Node | null)?.range?.[0] ?? 0;
  for (const step of path) {
    if (isAlias(node)) node = node.resolve(document);
    const next = childOf(node, step);
    if (next === undefined) break;
    offset = next.offset ?? offset;
    node = next.node;
  }
  return offset;
}

function childOf(node: unknown, step: PointerStep): { node: unknown; offset: number | undefined } | undefined {
  const { isMap, isScalar, isSeq } = yaml();
  if (isMap(node)) {
    const pair = node.items.find(({ key }) => String(isScalar(key) ? key.value : key) === String(step));
    return pair && { node: pair.value, offset: (pair.key as Yaml.Node).range?.[0] }; // keys of a parsed map are nodes
  }
  const item = isSeq(node) ? node.items[Number(step)] : undefined;
  // Parsed, hence a node.
  return item === undefined ? undefined : { node: item, offset: (item as Yaml.Node).range?.[0] };
}
