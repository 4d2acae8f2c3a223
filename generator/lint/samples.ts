import type { Contract } from "../document/contract.js";
import type { Cursor } from "../document/cursor.js";
import { bodyKind, type MediaType } from "../model/media-type.js";
import type { Api, Component } from "../model/api.js";
import type { Direction } from "../model/direction.js";
import type { Operation } from "../model/operation.js";
import type { Parameter } from "../model/parameter.js";
import type { Header, Response } from "../model/response.js";
import type { Schema } from "../model/schema.js";

/**
 * How the value of a sample is to be read: as it is; as text that is JSON; as lines of JSON, all of them together
 * (`lines`) or one by one (`items`); as it is or as the text that is sent for it (`text`).
 */
export type SampleForm = "value" | "json" | "lines" | "items" | "text";

/** A value that the contract itself gives for a schema. */
export interface Sample {
  readonly kind: "example" | "default";
  readonly cursor: Cursor;
  readonly value: unknown;
  readonly schema: Schema;
  /** Ways that the value may travel: it has to be valid one way. */
  readonly directions: readonly Direction[];
  readonly form: SampleForm;
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
  for (const operation of api.operations) collect.operation(operation, { there: ["request"], back: ["reply"] });
  for (const sent of [...api.webhooks, ...api.callbacks])
    collect.operation(sent, { there: ["reply"], back: ["request"] });
  collect.components(api);
  return collect.samples();
}

/** Which way an operation's requests travel, and its answers. */
interface Ways {
  readonly there: readonly Direction[];
  readonly back: readonly Direction[];
}

class Collector {
  readonly #contract: Contract;
  /** By place and schema: a component is used many times. */
  readonly #samples = new Map<string, Sample>();
  readonly #places = new Set<string>();

  constructor(contract: Contract) {
    this.#contract = contract;
  }

  samples(): Sample[] {
    return [...this.#samples.values()];
  }

  schema(schema: Schema): void {
    const { cursor } = schema;
    if (!cursor.isObject) return;
    const use = { schema, directions: BOTH, form: "value" } as const;
    const examples = cursor.get("examples");
    const list = Array.isArray(examples?.value) ? examples.items() : [];
    for (const value of [cursor.get("example"), ...list]) this.#add("example", value, use);
    if (schema.default !== undefined) this.#add("default", cursor.get("default"), use);
  }

  operation({ parameters, requestBody, responses }: Operation, { there, back }: Ways): void {
    for (const parameter of parameters) this.#described(parameter, there);
    if (requestBody !== undefined) this.#contents(requestBody, there);
    for (const response of responses) this.#response(response, back);
  }

  /** Those that no operation led to, which may travel either way. */
  components({ parameters, requestBodies, responses, headers }: Api): void {
    const unused = <T extends { readonly cursor: Cursor }>(list: readonly Component<T>[]): T[] =>
      list.map(({ node }) => node).filter(({ cursor }) => !this.#places.has(cursor.address));
    for (const node of [...unused(parameters), ...unused(headers)]) this.#described(node, BOTH);
    for (const node of unused(requestBodies)) this.#contents(node, BOTH);
    for (const node of unused(responses)) this.#response(node, BOTH);
  }

  #response(response: Response, directions: readonly Direction[]): void {
    this.#contents(response, directions);
    for (const header of response.headers) this.#described(header, directions);
  }

  #contents({ cursor, content }: Described, directions: readonly Direction[]): void {
    this.#places.add(cursor.address);
    for (const media of content) {
      const place = cursor.get("content")?.get(media.type);
      if (place !== undefined) this.#media(media, this.#contract.resolve(place), directions);
    }
  }

  /** A parameter or header, whose examples are those of its media type where it has one. */
  #described({ cursor, schema, content }: Parameter | Header, directions: readonly Direction[]): void {
    if (content !== undefined) return this.#contents({ cursor, content: [content] }, directions);
    this.#places.add(cursor.address);
    for (const { value, isWritten } of this.#examplesAt(cursor))
      if (!isWritten) this.#add("example", value, { schema, directions, form: "text" });
  }

  #media(media: MediaType, place: Cursor, directions: readonly Direction[]): void {
    const { schema, itemSchema } = media;
    const kind = bodyKind(media);
    const isStream = kind === "ndjson" || kind === "event-stream";
    for (const { value, isWritten } of this.#examplesAt(place)) {
      const form = formOf(media, { value: value.value, isWritten });
      if (isStream && schema === undefined && Array.isArray(value.value)) {
        for (const item of value.items()) this.#add("example", item, { schema: itemSchema, directions, form: "value" });
      } else if (form !== undefined) {
        this.#add("example", value, { schema: schema ?? itemSchema, directions, form });
      }
    }
  }

  #examplesAt(cursor: Cursor): Example[] {
    if (!cursor.isObject) return [];
    const named = cursor.get("examples");
    const examples = named?.isObject === true ? named.entries().flatMap(([, example]) => this.#valuesOf(example)) : [];
    const own = cursor.get("example");
    return own === undefined ? examples : [{ value: own, isWritten: false }, ...examples];
  }

  /** The values of an Example Object; none where they are elsewhere (`externalValue`). */
  #valuesOf(reference: Cursor): Example[] {
    const example = this.#contract.resolve(reference);
    if (!example.isObject) return [];
    const written = example.get("serializedValue");
    const value = example.get("dataValue") ?? example.get("value");
    return [
      ...(value === undefined ? [] : [{ value, isWritten: false }]),
      ...(written === undefined ? [] : [{ value: written, isWritten: true }]),
    ];
  }

  #add(kind: Sample["kind"], cursor: Cursor | undefined, { schema, ...use }: Use): void {
    if (cursor === undefined || schema === undefined) return;
    const key = `${kind} ${cursor.address} ${schema.cursor.address} ${use.directions.join()}`;
    if (!this.#samples.has(key)) this.#samples.set(key, { kind, cursor, value: cursor.value, schema, ...use });
  }
}

interface Described {
  readonly cursor: Cursor;
  readonly content: readonly MediaType[];
}

interface Example {
  readonly value: Cursor;
  /** True for `serializedValue` (OpenAPI 3.2 section 4.19): the text that is sent. */
  readonly isWritten: boolean;
}

type Use = Pick<Sample, "directions" | "form"> & { readonly schema: Schema | undefined };

/** How an example of a body is to be read; undefined where it shows a text that no schema can be held against. */
function formOf(
  media: MediaType,
  { value, isWritten }: { value: unknown; isWritten: boolean },
): SampleForm | undefined {
  const kind = bodyKind(media);
  if (kind === "json") return isWritten ? "json" : "value";
  if (kind === "ndjson" && typeof value !== "string") return "value";
  if (kind === "ndjson") return media.schema === undefined ? "items" : "lines";
  if (kind === "form" || kind === "multipart") return typeof value === "object" ? "text" : undefined;
  return /^text\/plain\b/i.test(media.type) ? "text" : undefined;
}
