import { schemaAt } from "../../model/api.js";
import type { JsonType, Schema } from "../../model/schema.js";
import { valueName } from "../../naming.js";
import { propertyName, quote } from "../../source-file.js";
import type { ClientNames } from "../client-names.js";
import { objectLines } from "../client-parameters.js";
import type { Emission } from "../emission.js";
import { describeValue } from "./description.js";
import { facetsOf, typesOf, type Facets } from "./facets.js";
import {
  ANYTHING,
  cut,
  descriptionMember,
  listLines,
  NULL,
  oneOf,
  pieceOf,
  scalar,
  typeMember,
  type Piece,
} from "./piece.js";
import { escapeName } from "./property-names.js";

/** Properties that the schema of one tool has at most, counted with every repetition: beyond it a model is lost. */
const MAX_PROPERTIES = 400;
/** Schemas that take less text than this stand where they are used. */
const INLINE_LENGTH = 60;

/** How much of a schema is to be told. */
interface Share {
  readonly properties: number;
  /** The schemas around this one. */
  readonly around: readonly Schema[];
}

/**
 * Schemas of tools: no references (some providers refuse them), no keyword outside of the common subset, and no more
 * than a model can use. What is left out is left to the check of the input (docs/decisions/0007).
 *
 * Components that fit in full are constants which tools share; of others each tool shows the upper levels.
 */
export class ToolSchemas {
  readonly #emission: Emission;
  readonly #names: ClientNames;
  readonly #sizes = new Map<Schema, number>();
  readonly #shared = new Map<string, Piece>();
  /** Constants whose text is being made; where they contain each other the inner one is told in place. */
  readonly #unfinished = new Set<string>();
  readonly #facets = new WeakMap<Schema, Facets>();
  /** What is told of values without their inside, which is the same in every tool. */
  readonly #scalars = new WeakMap<Facets, Piece>();
  readonly #cuts = new WeakMap<Facets, Piece>();
  /** The constants that pieces use, each behind those that it uses itself. */
  readonly declarations: string[] = [];

  constructor(emission: Emission, names: ClientNames) {
    this.#emission = emission;
    this.#names = names;
  }

  /** The schema of a tool's input. */
  input(schema: Schema): Piece {
    return this.#piece(schema, { properties: MAX_PROPERTIES, around: [] });
  }

  #facetsOf(schema: Schema): Facets {
    let facets = this.#facets.get(schema);
    if (facets === undefined) {
      facets = facetsOf(this.#emission.api, schema, "request");
      this.#facets.set(schema, facets);
    }
    return facets;
  }

  #piece(schema: Schema, share: Share): Piece {
    const { ref } = schema;
    const told = this.#target(schema);
    if (share.around.includes(told)) return this.#cut(this.#facetsOf(schema));
    const isName = ref !== undefined && Object.keys(schema).length === 2;
    const isWhole = isName && this.#size(schema, []) <= share.properties;
    if (isWhole && !this.#unfinished.has(ref)) return this.#constant(ref);
    return this.#inline(schema, { ...share, around: [...share.around, told] });
  }

  /** What recursion is known by. A schema without a name comes back too, as `allOf` with a reference to its owner. */
  #target(schema: Schema): Schema {
    return schema.ref === undefined ? schema : schemaAt(this.#emission.api, schema.ref);
  }

  /** A component in full. */
  #constant(address: string): Piece {
    const known = this.#shared.get(address);
    if (known !== undefined) return known;
    this.#unfinished.add(address);
    const schema = schemaAt(this.#emission.api, address);
    const { text, isEscaped } = this.#inline(schema, { properties: MAX_PROPERTIES, around: [schema] });
    const isShort = text.length < INLINE_LENGTH && !text.includes("\n");
    const name = valueName(`${this.#emission.names.schemas.get(address) ?? "unnamed"} schema`);
    const piece = { text: isShort ? text : this.#names.declare(name), isEscaped };
    if (!isShort) this.declarations.push(`const ${piece.text} = ${text};`);
    this.#shared.set(address, piece);
    this.#unfinished.delete(address);
    return piece;
  }

  #inline(schema: Schema, share: Share): Piece {
    const facets = this.#facetsOf(schema);
    const { branches, parts, types } = facets;
    if (branches.length > 0) {
      const pieces = this.#pieces(branches, share);
      const isNullable = types?.has("null") === true && !pieces.some(({ text }) => text === NULL.text);
      return oneOf(isNullable ? [...pieces, NULL] : pieces, describeValue(parts));
    }
    const structures = typesOf(facets).filter((type) => type !== "null");
    if (structures.length <= 1) return this.#typed(facets, structures[0], share);
    const typed = typesOf(facets).map((type) => this.#typed({ ...facets, types: new Set([type]) }, type, share));
    return oneOf(typed, undefined);
  }

  #typed(facets: Facets, type: JsonType | undefined, share: Share): Piece {
    if (type === "object") return this.#object(facets, share);
    return type === "array" ? this.#array(facets, share) : remembered(this.#scalars, facets, scalar);
  }

  #cut(facets: Facets): Piece {
    return remembered(this.#cuts, facets, cut);
  }

  #object(facets: Facets, share: Share): Piece {
    const { properties, required, parts } = facets;
    if (properties.size > share.properties) return this.#cut(facets);
    const left = { ...share, properties: share.properties - properties.size };
    const pieces = this.#pieces([...properties.values()].map(combined), left);
    const names = [...properties.keys()];
    const members = pieces.map(({ text }, index) => `${propertyName(escapeName(names[index] ?? ""))}: ${text}`);
    const needed = names.filter((name) => required.has(name)).map((name) => quote(escapeName(name)));
    const additional = this.#additional(facets, left);
    return pieceOf(
      [
        ...typeMember(facets, "object"),
        ...(members.length === 0 ? [] : [`properties: ${objectLines(members)}`]),
        ...(needed.length === 0 ? [] : [`required: ${listLines(needed)}`]),
        `additionalProperties: ${additional.text}`,
        ...descriptionMember(describeValue(parts)),
      ],
      [additional, ...pieces].some(({ isEscaped }) => isEscaped) || names.some((name) => escapeName(name) !== name),
    );
  }

  /**
   * Further properties are offered only where the contract says something of them, or says of none: a model that is not
   * told of them makes them up.
   */
  #additional({ additionalProperties, properties }: Facets, share: Share): Piece {
    if (additionalProperties === undefined) return { text: String(properties.size === 0), isEscaped: false };
    if (additionalProperties.never === true) return { text: "false", isEscaped: false };
    const { text, isEscaped } = this.#piece(additionalProperties, share);
    return { text: text === "{}" ? "true" : text, isEscaped };
  }

  #array(facets: Facets, share: Share): Piece {
    const { prefixItems = [], parts } = facets;
    const items = [...prefixItems, ...toList(facets.items)];
    const element = items.length === 0 ? ANYTHING : oneOf(this.#pieces(items, share), undefined);
    const notes = prefixItems.length > 0 ? ["items in the order of the alternatives"] : [];
    const members = [`items: ${element.text}`, ...descriptionMember(describeValue(parts, notes))];
    return pieceOf([...typeMember(facets, "array"), ...members], element.isEscaped);
  }

  /** Pieces that share what there is. */
  #pieces(schemas: readonly Schema[], share: Share): Piece[] {
    const shares = this.#distribute(schemas, share);
    return schemas.map((schema, index) => this.#piece(schema, { ...share, properties: shares[index] ?? 0 }));
  }

  /** Small parts are told in full, and what they leave over is shared by the others. */
  #distribute(parts: readonly Schema[], { properties, around }: Share): number[] {
    const sizes = parts.map((part, index) => ({ index, size: this.#size(part, around) }));
    const shares: number[] = parts.map(() => 0);
    let left = properties;
    for (const [rank, { index, size }] of sizes.toSorted((a, b) => a.size - b.size).entries()) {
      const share = Math.min(size, Math.floor(left / (sizes.length - rank)));
      shares[index] = share;
      left -= share;
    }
    return shares;
  }

  /** Properties of the schema when everything in it is told, with every repetition but none of itself. */
  #size(schema: Schema, around: readonly Schema[]): number {
    const told = this.#target(schema);
    if (around.includes(told)) return 0;
    const known = this.#sizes.get(told);
    if (known !== undefined) return known;
    const size = this.#ownSize(schema, [...around, told]);
    this.#sizes.set(told, size);
    return size;
  }

  #ownSize(schema: Schema, around: readonly Schema[]): number {
    const { properties, items, prefixItems = [], branches, additionalProperties } = this.#facetsOf(schema);
    const inside = [...properties.values(), ...[items, additionalProperties, ...prefixItems, ...branches].map(toList)];
    const sizes = inside.flat().map((part) => this.#size(part, around));
    return sizes.reduce((sum, size) => sum + size, properties.size);
  }
}

function remembered(known: WeakMap<Facets, Piece>, facets: Facets, make: (facets: Facets) => Piece): Piece {
  let piece = known.get(facets);
  if (piece === undefined) {
    piece = make(facets);
    known.set(facets, piece);
  }
  return piece;
}

function toList(schema: Schema | undefined): Schema[] {
  return schema === undefined ? [] : [schema];
}

/** Several schemas of one property: what one alternative says of it, and what another. */
function combined([first, ...others]: readonly Schema[]): Schema {
  if (first === undefined) throw new Error("a property without a schema");
  return others.length === 0 ? first : { cursor: first.cursor, anyOf: [first, ...others] };
}
