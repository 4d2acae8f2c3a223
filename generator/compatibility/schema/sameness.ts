import { allKeywordsOf, isAmong, SCHEMA_LISTS, SCHEMA_MAPS, SCHEMAS, type Keyword } from "../../model/keywords.js";
import type { Schema } from "../../model/schema.js";
import { canonical } from "./canonical.js";
import type { Normalizing } from "./normal-schema.js";
import type { Numbering } from "./normalizer.js";

/** A schema and the contract it is from. */
export interface Situated {
  readonly schema: Schema;
  readonly normalizer: Normalizing;
}

/** Two schemas, and the pairs inside them that have to be the same for them to be so. */
interface Pair {
  isSame: boolean;
  /** Pairs that are not the same unless this one is. */
  readonly users: Pair[];
}

/**
 * Tells schemas that are the same word for word but for prose, whatever their references are called. Each pair is
 * looked at once, so that comparing a contract with a small change of it costs about as much as reading it.
 */
export class Sameness {
  readonly #numbering: Numbering;
  readonly #pairs = new Map<string, Pair>();

  constructor(numbering: Numbering) {
    this.#numbering = numbering;
  }

  isSame(a: Situated, b: Situated): boolean {
    const [pair, isNew] = this.#pair(a, b);
    if (!isNew) return pair.isSame;
    const waiting: [Pair, Situated, Situated][] = [[pair, a, b]];
    const different: Pair[] = [];
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      const [user, left, right] = next;
      const inside = (x: Schema, y: Schema): void => {
        const [sx, sy] = [
          { ...left, schema: x },
          { ...right, schema: y },
        ];
        const [found, isFresh] = this.#pair(sx, sy);
        found.users.push(user);
        if (isFresh) waiting.push([found, sx, sy]);
        else if (!found.isSame) different.push(found);
      };
      if (!haveSameWords(left, right, inside)) different.push(user);
    }
    spread(different);
    return pair.isSame;
  }

  #pair(a: Situated, b: Situated): [pair: Pair, isNew: boolean] {
    const key = `${this.#numbering.of(follow(a))}:${this.#numbering.of(follow(b))}`;
    const known = this.#pairs.get(key);
    if (known !== undefined) return [known, false];
    const pair: Pair = { isSame: true, users: [] };
    this.#pairs.set(key, pair);
    return [pair, true];
  }
}

function follow({ schema, normalizer }: Situated): Schema {
  return normalizer.follow(schema);
}

/** What holds a different pair is different too. */
function spread(different: Pair[]): void {
  for (let pair = different.pop(); pair !== undefined; pair = different.pop()) {
    pair.isSame = false;
    for (const user of pair.users) if (user.isSame) different.push(user);
  }
}

type Inside = (a: Schema, b: Schema) => void;

/** Compares all that is not a schema; the schemas inside are given to `inside`, pair by pair. */
function haveSameWords(left: Situated, right: Situated, inside: Inside): boolean {
  const [a, b] = [follow(left), follow(right)];
  const [words, others] = [wordsOf(a), wordsOf(b)];
  if (words.length !== others.length || (a.ref === undefined) !== (b.ref === undefined)) return false;
  if (FURTHER_WORDS.some((word) => furtherWord(a, word) !== furtherWord(b, word))) return false;
  if (a.ref !== undefined && b.ref !== undefined) inside(left.normalizer.at(a.ref), right.normalizer.at(b.ref));
  return words.every((word) => isSameWord(word, { a, b, inside }));
}

function wordsOf(schema: Schema): Keyword[] {
  return allKeywordsOf(schema).filter((word) => !APART.has(word));
}

/** Words that rules read beside those of the model. */
const FURTHER_WORDS = ["x-sunset", "x-stability-level", "x-extensible-enum", "xml"] as const;

function furtherWord({ cursor }: Schema, word: (typeof FURTHER_WORDS)[number]): string {
  return cursor.has(word) ? canonical(cursor.get(word)?.value) : "";
}

const APART: ReadonlySet<Keyword> = new Set<Keyword>(["title", "description", "ref"]);
const HELD = [...SCHEMAS, "contentSchema"] as const;

function isSameWord(word: Keyword, { a, b, inside }: { a: Schema; b: Schema; inside: Inside }): boolean {
  if (b[word] === undefined) return false;
  if (word === "required" || word === "types") return sorted(a[word]) === sorted(b[word]);
  if (isAmong(SCHEMA_LISTS, word)) return isSameList(a[word] ?? [], b[word] ?? [], inside);
  if (isAmong(SCHEMA_MAPS, word)) return isSameMap(a[word] ?? new Map(), b[word] ?? new Map(), inside);
  if (!isAmong(HELD, word)) return canonical(plain(a[word])) === canonical(plain(b[word]));
  if (a[word] !== undefined && b[word] !== undefined) inside(a[word], b[word]);
  return true;
}

function plain(value: unknown): unknown {
  if (value instanceof Map) return Object.fromEntries([...value].map(([key, inner]) => [key, plain(inner)]));
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, plain(inner)]));
}

function sorted(texts: readonly string[] = []): string {
  return JSON.stringify([...texts].sort());
}

function isSameList(a: readonly Schema[], b: readonly Schema[], inside: Inside): boolean {
  return (
    a.length === b.length &&
    a.every((schema, index) => {
      const other = b[index];
      if (other !== undefined) inside(schema, other);
      return other !== undefined;
    })
  );
}

function isSameMap(a: ReadonlyMap<string, Schema>, b: ReadonlyMap<string, Schema>, inside: Inside): boolean {
  return (
    a.size === b.size &&
    [...a].every(([name, schema]) => {
      const other = b.get(name);
      if (other !== undefined) inside(schema, other);
      return other !== undefined;
    })
  );
}
