import { Random } from "../simulation/random.js";
import type { Corpus } from "./mutate.js";
import { mutate } from "./mutate.js";

/** No input may keep a reader longer than this. */
const MAX_MS = 10_000;

/** One reader and how to feed it. */
export interface Fuzzed {
  readonly name: string;
  readonly corpus: Corpus;
  /** Throws, or rejects, only when the reader does what it must not. Returns what class of answer it gave. */
  readonly read: (text: string, random: Random) => string | Promise<string>;
}

/** Feeds a reader `inputs` texts and returns how often it gave each class of answer; rejects at the first failure. */
export async function fuzz(
  { name, corpus, read }: Fuzzed,
  first: number,
  inputs: number,
): Promise<Map<string, number>> {
  const answers = new Map<string, number>();
  const prototype = Object.getOwnPropertyNames(Object.prototype).length;
  for (let seed = first; seed < first + inputs; seed++) {
    const random = new Random(seed);
    const text = mutate(random, corpus);
    const startedMs = performance.now();
    try {
      const answer = await read(text, random);
      answers.set(answer, (answers.get(answer) ?? 0) + 1);
    } catch (cause) {
      throw failure(`${String(cause)}`, { name, seed, text }, cause);
    }
    if (performance.now() - startedMs > MAX_MS) throw failure(`took more than ${MAX_MS} ms`, { name, seed, text });
    const isPolluted = Object.getOwnPropertyNames(Object.prototype).length !== prototype;
    if (isPolluted) throw failure("changed Object.prototype", { name, seed, text });
  }
  return answers;
}

function failure(
  what: string,
  { name, seed, text }: { name: string; seed: number; text: string },
  cause?: unknown,
): Error {
  const replay = `SEED=${seed} INPUTS=1 npx vitest run test/fuzz -t ${JSON.stringify(name)}`;
  return new Error(`${name}: ${what}\ninput: ${JSON.stringify(text.slice(0, 2000))}\nreplay: ${replay}`, { cause });
}
