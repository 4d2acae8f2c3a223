import type { Random } from "../simulation/random.js";

/** What a reader is fed: texts that are right, and pieces that are likely to hurt. */
export interface Corpus {
  readonly texts: readonly string[];
  readonly pieces: readonly string[];
}

const MAX_STEPS = 4;
const MAX_CHARACTERS = 20_000;

/** A text of the corpus with a few things wrong. */
export function mutate(random: Random, { texts, pieces }: Corpus): string {
  let text = random.pick(texts);
  for (let step = random.below(MAX_STEPS); step >= 0; step--) text = mutateOnce(random, text, pieces);
  return text.slice(0, MAX_CHARACTERS);
}

function mutateOnce(random: Random, text: string, pieces: readonly string[]): string {
  const at = random.below(text.length + 1);
  const end = at + random.below(Math.min(40, text.length - at + 1));
  switch (random.below(6)) {
    case 0:
      return text.slice(0, at) + text.slice(end);
    case 1:
      return (
        text.slice(0, at) + String.fromCharCode(random.below(random.chance(80) ? 128 : 65_536)) + text.slice(at + 1)
      );
    case 2:
      return text.slice(0, end) + text.slice(at);
    case 3:
      return (
        text.slice(0, at) + random.pick(pieces).repeat(1 + random.below(random.chance(5) ? 2000 : 3)) + text.slice(at)
      );
    default:
      return text.slice(0, at) + random.pick(pieces) + text.slice(end);
  }
}
