import type { Contract } from "../document/contract.js";
import type { Cursor } from "../document/cursor.js";
import { bodyKind, type MediaType } from "../model/media-type.js";
import type { Api } from "../model/api.js";
import type { Direction } from "../model/direction.js";
import type { Schema } from "../model/schema.js";

/** A value that the contract itself gives for a schema. */
export interface Sample {
  readonly kind: "example" | "default";
  readonly cursor: Cursor;
  readonly value: unknown;
  readonly schema: Schema;
  /** Ways that the value may travel: it has to be valid one way. */
  readonly directions: readonly Direction[];
  /** True for the body of a stream of JSON lines. */
  readonly isStream: boolean;
}

/** A sample and its faults; none when it is valid. */
export interface Verdict {
  readonly sample: Sample;
  /** Phrases such as `/name must be a string`. */
  readonly faults: readonly string[];
}

const BOTH: readonly Direction[] = ["request", "reply"];

/** Every example and default of a contract. */
export function samplesOf(contract: Contract, api: Api, schemas: readonly Schema[]): Sample[] {
  const collect = new Collector(contract);
  for (const schema of schemas) collect.schema(schema);
  for (const operation of [...api.operations, ...api.webhooks]) {
    const isSent = api.operations.includes(operation);
    const there: Direction = isSent ? "request" : "reply";
    const back: Direction = isSent ? "reply" : "request";
    for (const { cursor, schema } of operation.parameters) collect.examples(cursor, schema, there);
    if (operation.requestBody !== undefined) collect.content(operation.requestBody, there);
    for (const response of operation.responses) {
      collect.content(response, back);
      for (const { cursor, schema } of response.headers) collect.examples(cursor, schema, back);
    }
  }
  return collect.samples();
}

class Collector {
  readonly #contract: Contract;
  /** By place: a component is used many times. */
  readonly #samples = new Map<string, Sample>();

  constructor(contract: Contract) {
    this.#contract = contract;
  }

  samples(): Sample[] {
    return [...this.#samples.values()];
  }

  schema(schema: Schema): void {
    const { cursor } = schema;
    if (!cursor.isObject) return;
    const examples = cursor.get("examples");
    const list = Array.isArray(examples?.value) ? examples.items() : [];
    for (const value of [cursor.get("example"), ...list])
      this.#add("example", value, { schema, directions: BOTH, isStream: false });
    if (schema.default !== undefined)
      this.#add("default", cursor.get("default"), { schema, directions: BOTH, isStream: false });
  }

  content({ cursor, content }: { cursor: Cursor; content: readonly MediaType[] }, direction: Direction): void {
    for (const media of content) {
      const place = cursor.get("content")?.get(media.type);
      const kind = bodyKind(media);
      // Examples of other kinds show the text that is sent, or nothing that a schema could be held against.
      if (place === undefined || media.schema === undefined || (kind !== "json" && kind !== "ndjson")) continue;
      for (const value of this.#examplesAt(this.#contract.resolve(place))) {
        this.#add("example", value, { schema: media.schema, directions: [direction], isStream: kind === "ndjson" });
      }
    }
  }

  examples(cursor: Cursor, schema: Schema, direction: Direction): void {
    for (const value of this.#examplesAt(cursor)) {
      this.#add("example", value, { schema, directions: [direction], isStream: false });
    }
  }

  #examplesAt(cursor: Cursor): (Cursor | undefined)[] {
    if (!cursor.isObject) return [];
    const named = cursor.get("examples");
    const values = named?.isObject === true ? named.entries().map(([, example]) => this.#valueOf(example)) : [];
    return [cursor.get("example"), ...values];
  }

  /** The value of an Example Object; undefined where it is elsewhere, or written as a text (OpenAPI 3.2). */
  #valueOf(reference: Cursor): Cursor | undefined {
    const example = this.#contract.resolve(reference);
    return example.isObject ? (example.get("dataValue") ?? example.get("value")) : undefined;
  }

  #add(kind: Sample["kind"], cursor: Cursor | undefined, use: Omit<Sample, "kind" | "cursor" | "value">): void {
    if (cursor === undefined) return;
    const key = `${kind} ${cursor.address} ${use.directions.join()}`;
    if (!this.#samples.has(key)) this.#samples.set(key, { kind, cursor, value: cursor.value, ...use });
  }
}
