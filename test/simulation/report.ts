import type { SeedReport } from "./simulation.js";

/** Sums over many seeds, for people to read. */
export class RunReport {
  readonly #title: string;
  readonly #counts = new Map<string, number>();
  #seeds = 0;
  #acknowledged = 0;

  constructor(title: string) {
    this.#title = title;
  }

  /** Adds what one seed came to. */
  add({ acknowledged, met, endings, faults, rows }: SeedReport): void {
    this.#seeds++;
    this.#acknowledged += acknowledged;
    for (const [name, count] of [...met, ...endings, ...faults, ...prefixed(rows)])
      this.#counts.set(name, this.count(name) + count);
  }

  /** How often an ending or a kind of fault was met. */
  count(name: string): number {
    return this.#counts.get(name) ?? 0;
  }

  get acknowledged(): number {
    return this.#acknowledged;
  }

  /** One line with all figures. */
  toString(): string {
    const counts = [...this.#counts].sort(([left], [right]) => (left < right ? -1 : 1));
    const figures = [`${this.#seeds} runs`, `${this.#acknowledged} acknowledged events`];
    return `${this.#title}: ${[...figures, ...counts.map(([name, count]) => `${count} x ${name}`)].join(", ")}\n`;
  }
}

function prefixed(rows: ReadonlyMap<string, number>): [string, number][] {
  return Array.from(rows, ([row, count]) => [`recovery ${row}`, count]);
}
