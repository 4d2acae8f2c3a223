const OFFSET_BASIS = 0x811c9dc5;
const PRIME = 0x01000193;

/** What a run did, in order, as a hash: two runs that differ anywhere have different ones. */
export class Trace {
  #low = OFFSET_BASIS;
  #high = PRIME;
  #steps = 0;
  readonly #lines: string[] | undefined;

  /** `keeps` the steps as text too, for a person who replays a seed. */
  constructor(keeps = false) {
    this.#lines = keeps ? [] : undefined;
  }

  /** Takes one step in. */
  add(step: string): void {
    this.#steps++;
    this.#lines?.push(step);
    let low = this.#low;
    let high = this.#high;
    for (let index = 0; index < step.length; index++) {
      const code = step.charCodeAt(index);
      low = Math.imul(low ^ code, PRIME);
      high = Math.imul(high + code, 0x85ebca6b) ^ (high >>> 13);
    }
    this.#low = Math.imul(low ^ 0x0a, PRIME);
    this.#high = high;
  }

  /** Sixteen hexadecimal digits and the number of steps. */
  hash(): string {
    const digits = [this.#high, this.#low].map((part) => (part >>> 0).toString(16).padStart(8, "0"));
    return `${digits.join("")}-${this.#steps}`;
  }

  /** The steps, when they were kept. */
  lines(): readonly string[] {
    return this.#lines ?? [];
  }
}
