import { generateSync, type JsonSchema as FakerSchema } from "json-schema-faker";
import { Random } from "../simulation/random.js";
import type { JsonSchema, JsonSchemas } from "./json-schema.js";
import { narrow } from "./narrow.js";
import type { Oracle } from "./oracle.js";
import { isRecord, places, replaceAt } from "./places.js";

/** What a value has to be beside valid. */
export interface Wanted {
  readonly seed: number;
  /** Share of optional properties that are there, 0 to 1. */
  readonly optional: number;
  /** True for values that their place can carry. */
  readonly fits?: (value: unknown) => boolean;
  /** Turns a value into one that its place can carry. */
  readonly adapt?: (value: unknown) => unknown;
}

const ATTEMPTS = 24;
/** Characters of JSON beyond which a value is tried again with less in it. */
const MAX_SIZE = 200_000;

/** Makes valid values of schemas: json-schema-faker proposes, the oracle decides. */
export class Instances {
  readonly #schemas: JsonSchemas;
  readonly #oracle: Oracle;
  readonly #narrow = new Map<string, JsonSchema>();

  constructor(schemas: JsonSchemas, oracle: Oracle) {
    this.#schemas = schemas;
    this.#oracle = oracle;
  }

  /** A valid value of the schema at `uri`; undefined when none was found. */
  make(uri: string, wanted: Wanted): { readonly value: unknown } | undefined {
    const random = new Random(wanted.seed);
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
      const seed = random.below(2 ** 31);
      // Less and less of what is optional, since most of it goes wrong or grows too large.
      const proposed = this.#propose(uri, {
        ...wanted,
        seed,
        optional: attempt > 6 ? 0 : wanted.optional / 2 ** attempt,
      });
      for (const value of [this.#spiced(uri, proposed, random), proposed]) {
        const adapted = wanted.adapt === undefined ? value : wanted.adapt(value);
        if (adapted === undefined || wanted.fits?.(adapted) === false) continue;
        if (this.#oracle.accepts(uri, adapted)) return { value: adapted };
      }
    }
    return undefined;
  }

  #narrowed(uri: string): JsonSchema {
    const known = this.#narrow.get(uri);
    if (known !== undefined) return known;
    const made = narrow(this.#schemas.byUri.get(uri) ?? true);
    this.#narrow.set(uri, made);
    return made;
  }

  #propose(uri: string, { seed, optional }: Wanted): unknown {
    try {
      const value = generateSync({ $ref: uri } as FakerSchema, {
        seed,
        refResolver: (reference) => this.#narrowed(reference) as FakerSchema,
        refDepth: 12,
        maxDepth: 40,
        maxDefaultItems: 2,
        optionalsProbability: optional,
      });
      const text = JSON.stringify(value);
      // Through JSON, which has neither -0 nor undefined.
      return text === undefined || text.length > MAX_SIZE ? undefined : (JSON.parse(text) as unknown);
    } catch {
      return undefined; // it has no value for this schema and seed
    }
  }

  /** The value with some of its texts and names exchanged for ones that are hard to carry, where they stay valid. */
  #spiced(uri: string, value: unknown, random: Random): unknown {
    const texts = [...places(value)].filter((place) => typeof place.value === "string");
    let current = value;
    for (let count = 0; count < 3 && texts.length > 0; count += 1) {
      const { path } = random.pick(texts);
      const next = replaceAt(current, path, random.pick(SPICES));
      if (this.#oracle.accepts(uri, next)) current = next;
    }
    const named =
      random.chance(20) && isRecord(current) ? { ...current, [random.pick(SPICES)]: random.pick(SPICES) } : current;
    return named !== current && this.#oracle.accepts(uri, named) ? named : current;
  }
}

/** Texts that are easily broken on the way: by escaping, by splitting, by trimming, by inheritance. */
const SPICES = [
  "a b",
  "a+b=c&d",
  "50%",
  "%2F..%2f",
  "a/b?c#d",
  "Grüße, Ωmega 𝕊☃",
  'quo"te\\ \u2028\n\t',
  "a,b;c|d.e",
  "true",
  "12",
  "__proto__",
  "constructor",
  "null",
  "'; --",
  "{x}[y]",
];
