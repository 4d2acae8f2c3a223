import type { Random } from "./random.js";

/** How bytes are damaged. */
export const DAMAGE_KINDS = ["flip", "cut", "duplicate", "swap", "insert"] as const;

/** Bytes that are not what they were, and how they came to be so. */
export interface Damage {
  readonly kind: (typeof DAMAGE_KINDS)[number];
  readonly what: string;
  readonly bytes: Buffer;
}

/** Damages bytes (at least two of them) in one of the ways of {@link DAMAGE_KINDS}. */
export function damage(random: Random, bytes: Buffer): Damage {
  const kind = random.pick(DAMAGE_KINDS);
  switch (kind) {
    case "flip":
      return flip(random, bytes);
    case "cut": {
      const length = random.below(bytes.length);
      return { kind, what: `cut to ${length}`, bytes: Buffer.from(bytes.subarray(0, length)) };
    }
    case "duplicate": {
      const { start, end } = range(random, bytes);
      const copy = [bytes.subarray(0, end), bytes.subarray(start, end), bytes.subarray(end)];
      return { kind, what: `duplicate ${start} to ${end}`, bytes: Buffer.concat(copy) };
    }
    case "swap":
      return swap(random, bytes);
    case "insert": {
      const at = random.below(bytes.length + 1);
      const added = random.pick([Buffer.from("\n"), Buffer.from("\n\n"), Buffer.alloc(512), Buffer.from("{}\n")]);
      const parts = [bytes.subarray(0, at), added, bytes.subarray(at)];
      return { kind, what: `insert ${JSON.stringify(added.toString())} at ${at}`, bytes: Buffer.concat(parts) };
    }
  }
}

function flip(random: Random, bytes: Buffer): Damage {
  const [offset, bit] = [random.below(bytes.length), random.below(8)];
  const flipped = Buffer.from(bytes);
  flipped[offset] = (flipped[offset] ?? 0) ^ (1 << bit);
  return { kind: "flip", what: `flip bit ${bit} of ${offset}`, bytes: flipped };
}

function swap(random: Random, bytes: Buffer): Damage {
  const middle = 1 + random.below(bytes.length - 1);
  const [first, second] = [range(random, bytes.subarray(0, middle)), range(random, bytes.subarray(middle))];
  const parts = [
    bytes.subarray(0, first.start),
    bytes.subarray(middle + second.start, middle + second.end),
    bytes.subarray(first.end, middle + second.start),
    bytes.subarray(first.start, first.end),
    bytes.subarray(middle + second.end),
  ];
  return { kind: "swap", what: `swap ${first.start} to ${first.end} with what is behind`, bytes: Buffer.concat(parts) };
}

/** A range that is not empty: whole lines as often as any bytes. */
function range(random: Random, bytes: Buffer): { readonly start: number; readonly end: number } {
  const start = random.below(bytes.length);
  const end = start + 1 + random.below(bytes.length - start);
  if (random.chance(50)) return { start, end };
  const line = bytes.lastIndexOf(0x0a, start) + 1;
  const next = bytes.indexOf(0x0a, start);
  return { start: Math.min(line, start), end: next === -1 ? bytes.length : next + 1 };
}
