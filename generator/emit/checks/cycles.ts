/**
 * The nodes of a directed graph from which an edge path leads back to themselves (Tarjan's components, without
 * recursion).
 */
export function cyclicNodes(nodes: readonly string[], edges: (node: string) => readonly string[]): ReadonlySet<string> {
  const search = new Search(edges);
  for (const node of nodes) search.visit(node);
  return search.cyclic;
}

interface Visit {
  readonly node: string;
  readonly targets: readonly string[];
  next: number;
}

class Search {
  readonly cyclic = new Set<string>();
  readonly #edges: (node: string) => readonly string[];
  readonly #index = new Map<string, number>();
  readonly #low = new Map<string, number>();
  readonly #open: string[] = [];
  readonly #isOpen = new Set<string>();
  readonly #path: Visit[] = [];

  constructor(edges: (node: string) => readonly string[]) {
    this.#edges = edges;
  }

  visit(root: string): void {
    if (!this.#index.has(root)) this.#enter(root);
    for (let visit = this.#path.at(-1); visit !== undefined; visit = this.#path.at(-1)) {
      const target = visit.targets[visit.next];
      visit.next += 1;
      if (target === undefined) this.#leave(visit);
      else if (!this.#index.has(target)) this.#enter(target);
      else if (this.#isOpen.has(target)) this.#lower(visit.node, this.#index.get(target));
    }
  }

  #enter(node: string): void {
    const index = this.#index.size;
    this.#index.set(node, index);
    this.#low.set(node, index);
    this.#open.push(node);
    this.#isOpen.add(node);
    this.#path.push({ node, targets: this.#edges(node), next: 0 });
  }

  #leave({ node, targets }: Visit): void {
    this.#path.pop();
    const parent = this.#path.at(-1);
    if (parent !== undefined) this.#lower(parent.node, this.#low.get(node));
    if (this.#low.get(node) !== this.#index.get(node)) return;
    // From the end: the members of a component are the last that were opened.
    const members = this.#open.splice(this.#open.lastIndexOf(node));
    for (const member of members) {
      this.#isOpen.delete(member);
      if (members.length > 1 || targets.includes(node)) this.cyclic.add(member);
    }
  }

  #lower(node: string, index: number | undefined): void {
    if (index !== undefined && index < (this.#low.get(node) ?? index)) this.#low.set(node, index);
  }
}
