/**
 * Ids of jobs in queue order.
 *
 * Made for a queue: jobs come at the end and leave at the front, now and then one comes back to its old place. Those
 * that have left stay in the order until they are at its front or outnumber the others, so that every step costs the
 * same however many jobs there are, but for moving memory when one comes back.
 */
export class OrdinalList {
  readonly #jobIds = new Map<number, string>();
  /** Ascending; also of jobs that have left. */
  #ordinals: number[] = [];
  /** Everything before this index has left. */
  #head = 0;

  /** How many jobs are in it. */
  get size(): number {
    return this.#jobIds.size;
  }

  /** Puts a job at the place its ordinal says; one that is there stays. */
  add(ordinal: number, jobId: string): void {
    if (!this.#jobIds.has(ordinal)) this.#place(ordinal);
    this.#jobIds.set(ordinal, jobId);
  }

  /** Takes a job out; nothing happens when it is not there. */
  remove(ordinal: number): void {
    if (!this.#jobIds.delete(ordinal)) return;
    while (this.#head < this.#ordinals.length && !this.#isIn(this.#ordinals[this.#head])) this.#head++;
    if (this.#ordinals.length <= 2 * this.#jobIds.size + 64) return;
    this.#ordinals = this.#ordinals.filter((each) => this.#isIn(each));
    this.#head = 0;
  }

  /** The jobs in order. Not to be changed meanwhile. */
  *[Symbol.iterator](): Generator<string> {
    for (let index = this.#head; index < this.#ordinals.length; index++) {
      const jobId = this.#jobIds.get(this.#ordinals[index] ?? -1);
      if (jobId !== undefined) yield jobId;
    }
  }

  #isIn(ordinal: number | undefined): boolean {
    return ordinal !== undefined && this.#jobIds.has(ordinal);
  }

  #place(ordinal: number): void {
    const first = this.#ordinals[this.#head];
    if (first !== undefined && ordinal < first) {
      this.#ordinals.splice(0, this.#head, ordinal);
      this.#head = 0;
      return;
    }
    const index = this.#find(ordinal);
    if (this.#ordinals[index] !== ordinal) this.#ordinals.splice(index, 0, ordinal);
  }

  /** Index of the first ordinal that is not smaller, at or behind the head. */
  #find(ordinal: number): number {
    let low = this.#head;
    let high = this.#ordinals.length;
    if ((this.#ordinals[high - 1] ?? -1) < ordinal) return high;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#ordinals[middle] ?? 0) < ordinal) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
