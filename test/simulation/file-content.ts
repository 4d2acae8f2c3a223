import type { Random } from "./random.js";

/** What a disk writes as a whole or not at all. */
export const SECTOR_BYTES = 512;

/** What a sync has to bring to the disk: the sectors and the length as they were when it began. */
export interface Writeback {
  readonly length: number;
  readonly sectors: readonly { readonly index: number; readonly version: number; readonly bytes: Buffer }[];
}

/**
 * The bytes of one file twice: in the page cache, which everybody reads, and on the disk, which is all that a power
 * cut leaves. Sectors that were written since the last sync are dirty.
 */
export class FileContent {
  #cached = Buffer.alloc(4 * SECTOR_BYTES);
  #cachedLength = 0;
  #stored = Buffer.alloc(4 * SECTOR_BYTES);
  #storedLength = 0;
  /** Index of a dirty sector to the number of the write that made it dirty last. */
  readonly #dirty = new Map<number, number>();
  #writes = 0;
  /** What was unsynced when the file was cut: until the next sync the disk may have that, and not the cut. */
  #uncut: Writeback | undefined;

  get length(): number {
    return this.#cachedLength;
  }

  /** The bytes a reader gets, as a copy. */
  read(offset = 0, length = this.#cachedLength): Buffer {
    const end = Math.min(offset + length, this.#cachedLength);
    return Buffer.from(this.#cached.subarray(Math.min(offset, end), end));
  }

  /** The bytes that every power cut leaves. Not a copy. */
  stored(): Buffer {
    return this.#stored.subarray(0, this.#storedLength);
  }

  append(bytes: Uint8Array): void {
    const start = this.#cachedLength;
    const end = start + bytes.length;
    this.#reserve(end);
    this.#cached.set(bytes, start);
    this.#cachedLength = end;
    this.#touch(start, end);
  }

  /** Writes bytes over others; the length stays. */
  rewrite(offset: number, bytes: Uint8Array): void {
    this.#cached.set(bytes, offset);
    this.#touch(offset, offset + bytes.length);
  }

  truncate(length: number): void {
    if (length >= this.#cachedLength) return;
    if (this.#dirty.size > 0) this.#uncut = this.beginSync();
    this.#cached.fill(0, length, this.#cachedLength);
    this.#cachedLength = length;
    const kept = Math.ceil(length / SECTOR_BYTES);
    for (const index of this.#dirty.keys()) if (index >= kept) this.#dirty.delete(index);
    if (length % SECTOR_BYTES !== 0) this.#touch(length - 1, length);
  }

  /** What a sync that begins now will have written when it ends. */
  beginSync(): Writeback {
    const sectors = [...this.#dirty].map(([index, version]) => ({
      index,
      version,
      bytes: Buffer.from(this.#cached.subarray(index * SECTOR_BYTES, (index + 1) * SECTOR_BYTES)),
    }));
    return { length: this.#cachedLength, sectors };
  }

  /** The sync ended well: what it took is on the disk, what was written meanwhile stays dirty. */
  endSync({ length, sectors }: Writeback): void {
    this.#uncut = undefined;
    for (const { index, version, bytes } of sectors) {
      this.#stored.set(bytes, index * SECTOR_BYTES);
      if (this.#dirty.get(index) === version) this.#dirty.delete(index);
    }
    this.#resizeStored(Math.min(length, this.#cachedLength));
  }

  /**
   * The sync failed: of what it took nothing or some is on the disk, and all of it counts as clean, so that no later
   * sync writes it. That is what Linux file systems do.
   */
  failSync({ sectors }: Writeback, survivors: Random | undefined): void {
    if (survivors !== undefined) this.#writeSome(survivors);
    for (const { index, version } of sectors) if (this.#dirty.get(index) === version) this.#dirty.delete(index);
  }

  /** The power is cut: any of the dirty sectors are on the disk, and the length is anything from old to new. */
  cutPower(random: Random): void {
    this.#writeSome(random);
    this.#dirty.clear();
    this.#uncut = undefined;
    this.#cached = Buffer.from(this.#stored);
    this.#cachedLength = this.#storedLength;
  }

  #writeSome(random: Random): void {
    if (this.#uncut !== undefined && random.chance(50)) {
      for (const { index, bytes } of this.#uncut.sectors) this.#stored.set(bytes, index * SECTOR_BYTES);
      this.#resizeStored(this.#uncut.length);
      this.#uncut = undefined;
      return;
    }
    const mode = random.below(8);
    if (mode < 2) return;
    const isWhole = mode === 2;
    const before = this.#storedLength;
    for (const index of this.#dirty.keys()) {
      // The rest keep what the disk had there: old bytes, or the zeros of a sector that was only allocated.
      if (!isWhole && !random.chance(60)) continue;
      const start = index * SECTOR_BYTES;
      this.#cached.copy(this.#stored, start, start, start + SECTOR_BYTES);
    }
    this.#resizeStored(isWhole ? this.#cachedLength : someLength(random, before, this.#cachedLength));
  }

  #resizeStored(length: number): void {
    this.#stored.fill(0, length);
    this.#storedLength = length;
  }

  #touch(start: number, end: number): void {
    this.#writes++;
    const last = Math.floor((end - 1) / SECTOR_BYTES);
    for (let index = Math.floor(start / SECTOR_BYTES); index <= last; index++) this.#dirty.set(index, this.#writes);
  }

  #reserve(length: number): void {
    if (length <= this.#cached.length) return;
    const capacity = Math.ceil(Math.max(length, this.#cached.length * 2) / SECTOR_BYTES) * SECTOR_BYTES;
    this.#cached = Buffer.concat([this.#cached], capacity);
    this.#stored = Buffer.concat([this.#stored], capacity);
  }
}

function someLength(random: Random, before: number, after: number): number {
  switch (random.below(4)) {
    case 0:
      return before;
    case 1:
      return Math.min(before, after) + random.below(Math.abs(after - before));
    case 2:
      return Math.max(before, after - 1);
    default:
      return after;
  }
}
