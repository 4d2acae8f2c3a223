const FIRST_CAPACITY = 1024;

/**
 * Where each event of a ledger is: 12 bytes an event, in the order of the file.
 *
 * Ids are kept as hashes; {@link candidates} gives every event that may have an id, and the caller looks.
 */
export class EventIndex {
  #offsets = new Float64Array(FIRST_CAPACITY);
  #hashes = new Uint32Array(FIRST_CAPACITY);
  #size = 0;

  /** How many events there are. */
  get size(): number {
    return this.#size;
  }

  /** Adds the next event. */
  add(eventId: string, offset: number): void {
    if (this.#size === this.#offsets.length) this.#grow();
    this.#offsets[this.#size] = offset;
    this.#hashes[this.#size] = hash(eventId);
    this.#size++;
  }

  /** Offset of the line of an event; undefined behind the last one. */
  offset(position: number): number | undefined {
    return position < this.#size ? this.#offsets[position] : undefined;
  }

  /** Positions of the events that may have this id, in order; nearly always one at most. */
  *candidates(eventId: string): Generator<number> {
    const wanted = hash(eventId);
    const hashes = this.#hashes.subarray(0, this.#size);
    for (let at = hashes.indexOf(wanted); at !== -1; at = hashes.indexOf(wanted, at + 1)) yield at;
  }

  /** Adds all events of another index behind its own. */
  append(other: EventIndex): void {
    while (this.#offsets.length < this.#size + other.#size) this.#grow();
    this.#offsets.set(other.#offsets.subarray(0, other.#size), this.#size);
    this.#hashes.set(other.#hashes.subarray(0, other.#size), this.#size);
    this.#size += other.#size;
  }

  #grow(): void {
    const offsets = new Float64Array(this.#offsets.length * 2);
    const hashes = new Uint32Array(this.#hashes.length * 2);
    offsets.set(this.#offsets);
    hashes.set(this.#hashes);
    this.#offsets = offsets;
    this.#hashes = hashes;
  }
}

/** FNV-1a over the UTF-16 units. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) value = Math.imul(value ^ text.charCodeAt(index), 0x01000193);
  return value >>> 0;
}
