/** What a path template leads to. */
export interface PathMatch<Leaf> {
  readonly leaf: Leaf;
  /** What the template's expressions matched, left to right, still percent-encoded. */
  readonly values: readonly string[];
}

interface Node<Leaf> {
  readonly literals: Map<string, Node<Leaf>>;
  /** Segments that mix text and expressions, such as `{name}.json`. */
  readonly mixed: { readonly pattern: RegExp; readonly source: string; readonly node: Node<Leaf> }[];
  expression?: Node<Leaf>;
  leaf?: Leaf;
}

/**
 * Finds the template that a path fits (OpenAPI 3.1 section 4.8.8). Literal segments win over expressions, segment by
 * segment; paths are compared exactly, so case and a trailing slash count. Cost grows with the length of the path, not
 * with the number of templates.
 */
export class PathMatcher<Leaf> {
  readonly #static = new Map<string, PathMatch<Leaf>>();
  readonly #root: Node<Leaf> = createNode();

  /** Adds a template, or gives what an earlier template of the same form already leads to. */
  add(template: string, create: () => Leaf): Leaf {
    if (!template.includes("{")) {
      const known = this.#static.get(template) ?? { leaf: create(), values: [] };
      this.#static.set(template, known);
      return known.leaf;
    }
    let node = this.#root;
    for (const segment of template.split("/").slice(1)) node = childFor(node, segment);
    node.leaf ??= create();
    return node.leaf;
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
  if (!segment.includes("{")) return addTo(node.literals, segment);
  if (/^\{[^{}]+\}$/.test(segment)) return (node.expression ??= createNode());
  const source = `^${segment
    .split(/\{[^{}]+\}/)
    .map(escapePattern)
    .join("(.+?)")}$`;
  const known = node.mixed.find((candidate) => candidate.source === source);
  if (known !== undefined) return known.node;
  const added = { pattern: new RegExp(source, "s"), source, node: createNode<Leaf>() };
  node.mixed.push(added);
  return added.node;
}

function addTo<Leaf>(literals: Map<string, Node<Leaf>>, segment: string): Node<Leaf> {
  const known = literals.get(segment) ?? createNode<Leaf>();
  literals.set(segment, known);
  return known;
}

function escapePattern(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");
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
  const literal = node.literals.get(segment);
  if (literal !== undefined) yield [literal, []];
  for (const { pattern, node: child } of node.mixed) {
    const match = pattern.exec(segment);
    if (match !== null) yield [child, match.slice(1)];
  }
  if (node.expression !== undefined && segment !== "") yield [node.expression, [segment]];
}
