/** What a path template leads to. */
export interface PathMatch<Leaf> {
  readonly leaf: Leaf;
  /** What the template's expressions matched, left to right, still percent-encoded. */
  readonly values: readonly string[];
}

interface Node<Leaf> {
  /** By text, decoded. */
  readonly literals: Map<string, Node<Leaf>>;
  /** Segments that mix text and expressions, such as `{name}.json`; the more text, the earlier. */
  readonly mixed: { readonly pattern: RegExp; readonly source: string; readonly node: Node<Leaf> }[];
  expression?: Node<Leaf>;
  leaf?: Leaf;
}

/**
 * Finds the template that a path fits (OpenAPI 3.1 section 4.8.8). Literal segments win over expressions, segment by
 * segment; paths are compared exactly, so case and a trailing slash count, but percent-encoding does not (RFC 3986
 * section 6.2.2.2). Cost grows with the length of the path, not with the number of templates.
 */
export class PathMatcher<Leaf> {
  readonly #static = new Map<string, PathMatch<Leaf>>();
  readonly #root: Node<Leaf> = createNode();

  /** Adds a template, or gives what an earlier template of the same form already leads to. */
  add(template: string, create: () => Leaf): Leaf {
    let node = this.#root;
    for (const segment of template.split("/").slice(1)) node = childFor(node, segment);
    const leaf = (node.leaf ??= create());
    if (!template.includes("{")) this.#static.set(template, { leaf, values: [] });
    return leaf;
  }

  find(path: string): PathMatch<Leaf> | undefined {
    const known = this.#static.get(path);
    if (known !== undefined) return known;
    const values: string[] = [];
    const node = search(this.#root, path.split("/").slice(1), values);
    return node?.leaf === undefined ? undefined : { leaf: node.leaf, values };
  }
}

/** Names of a template's expressions, left to right: `/a/{x}/{y}.json` gives `x`, `y`. */
export function expressionNames(template: string): string[] {
  return [...template.matchAll(/\{([^{}]+)\}/g)].map((match) => match[1] ?? "");
}

function createNode<Leaf>(): Node<Leaf> {
  return { literals: new Map(), mixed: [] };
}

function childFor<Leaf>(node: Node<Leaf>, segment: string): Node<Leaf> {
  if (!segment.includes("{")) return addTo(node.literals, decoded(segment));
  if (/^\{[^{}]+\}$/.test(segment)) return (node.expression ??= createNode());
  const texts = segment.split(/\{[^{}]+\}/);
  const source = `^${texts.map(literalPattern).join("(.+?)")}$`;
  const known = node.mixed.find((candidate) => candidate.source === source);
  if (known !== undefined) return known.node;
  const added = { pattern: new RegExp(source, "s"), source, node: createNode<Leaf>() };
  node.mixed.push(added);
  node.mixed.sort((a, b) => textLength(b.source) - textLength(a.source));
  return added.node;
}

/** How much of a pattern is text. */
function textLength(source: string): number {
  return source.replaceAll("(.+?)", "").length;
}

function addTo<Leaf>(literals: Map<string, Node<Leaf>>, segment: string): Node<Leaf> {
  const known = literals.get(segment) ?? createNode<Leaf>();
  literals.set(segment, known);
  return known;
}

/** Text of a segment, as it stands or as URLs have to write it. */
function literalPattern(text: string): string {
  const encoded = encodeURI(decoded(text));
  return encoded === text ? escapePattern(text) : `(?:${escapePattern(text)}|${escapePattern(encoded)})`;
}

function escapePattern(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");
}

function decoded(segment: string): string {
  if (!segment.includes("%")) return segment;
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

/** Fills `values` with what the expressions on the way to the found node matched. */
function search<Leaf>(node: Node<Leaf>, segments: readonly string[], values: string[]): Node<Leaf> | undefined {
  const [segment, ...rest] = segments;
  if (segment === undefined) return node.leaf === undefined ? undefined : node;
  for (const [child, found] of candidates(node, segment)) {
    const length = values.length;
    values.push(...found);
    const hit = search(child, rest, values);
    if (hit !== undefined) return hit;
    values.length = length;
  }
  return undefined;
}

function* candidates<Leaf>(node: Node<Leaf>, segment: string): Generator<[Node<Leaf>, string[]]> {
  const literal = node.literals.get(decoded(segment));
  if (literal !== undefined) yield [literal, []];
  for (const { pattern, node: child } of node.mixed) {
    const match = pattern.exec(segment);
    if (match !== null) yield [child, match.slice(1)];
  }
  if (node.expression !== undefined && segment !== "") yield [node.expression, [segment]];
}
