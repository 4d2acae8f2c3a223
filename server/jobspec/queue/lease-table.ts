/**
 * When the leases of running jobs end.
 *
 * It is asked far more often than a lease ends, so it keeps a time before which none does, and looks through all of
 * them only after that.
 */
export class LeaseTable {
  readonly #ends = new Map<string, number>();
  #noneBeforeMs = Infinity;

  /** Notes when the lease of a job ends, in milliseconds since the epoch. */
  set(jobId: string, endMs: number): void {
    this.#ends.set(jobId, endMs);
    if (endMs < this.#noneBeforeMs) this.#noneBeforeMs = endMs;
  }

  delete(jobId: string): void {
    if (this.#ends.delete(jobId) && this.#ends.size === 0) this.#noneBeforeMs = Infinity;
  }

  /** A time before which no lease ends; undefined when there is none. The first may end later, but not earlier. */
  get nextEndMs(): number | undefined {
    return this.#ends.size === 0 ? undefined : this.#noneBeforeMs;
  }

  /** The jobs whose lease has ended by now; the very instant counts. In no particular order. */
  ended(now: number): readonly string[] {
    if (now < this.#noneBeforeMs) return [];
    const ended: string[] = [];
    this.#noneBeforeMs = Infinity;
    for (const [jobId, endMs] of this.#ends) {
      if (endMs <= now) ended.push(jobId);
      if (endMs < this.#noneBeforeMs) this.#noneBeforeMs = endMs;
    }
    return ended;
  }
}
