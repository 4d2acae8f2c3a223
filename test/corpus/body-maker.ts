import type { BodyVariant } from "../../generator/emit/operation-shape.js";
import { Random } from "../simulation/random.js";
import type { Encoding } from "../../generator/model/media-type.js";
import { asRead, canCarry, type Carrier } from "./carriable.js";
import { makeEvents } from "./event-maker.js";
import type { Direction, JsonSchema } from "./json-schema.js";
import { isPrimitive, isRecord, places } from "./places.js";
import type { Makers, PlannedBody } from "./plan.js";

interface BodyWish {
  readonly direction: Direction;
  readonly seed: number;
  readonly optional: number;
}

/** Makes bodies of any kind that are valid by their schema. */
export class BodyMaker {
  readonly #makers: Makers;

  constructor(makers: Makers) {
    this.#makers = makers;
  }

  make(variant: BodyVariant, wish: BodyWish): PlannedBody | undefined {
    const uri = variant.schema && this.#makers.schemas.add(variant.schema.cursor, wish.direction);
    const made = this.#value(variant, uri, wish);
    if (made === undefined) return undefined;
    const { contentTypeType, kind, media } = variant;
    return {
      kind,
      plain: made.value,
      ...(contentTypeType === undefined ? {} : { contentType: concrete(media.type, kind) }),
      ...(uri === undefined ? {} : { uri }),
    };
  }

  #value(variant: BodyVariant, uri: string | undefined, wish: BodyWish): { value: unknown } | undefined {
    switch (variant.kind) {
      case "binary":
        return { value: bytes(wish.seed) };
      case "text":
        return uri === undefined ? { value: 'Grüße\n☃ "quoted"' } : this.#makers.instances.make(uri, wish);
      case "event-stream":
        return makeEvents(variant, this.#makers, wish);
      case "ndjson":
        return this.#items(uri, wish);
      case "form":
      case "multipart":
        return this.#form(variant, uri, wish);
      default:
        return uri === undefined ? { value: { any: ["thing", 1, null] } } : this.#makers.instances.make(uri, wish);
    }
  }

  #items(uri: string | undefined, wish: BodyWish): { value: unknown[] } | undefined {
    const items = [0, 1, 2].map((index) =>
      uri === undefined ? { value: index } : this.#makers.instances.make(uri, { ...wish, seed: wish.seed + index }),
    );
    return items.some((item) => item === undefined) ? undefined : { value: items.map((item) => item?.value) };
  }

  #form(variant: BodyVariant, uri: string | undefined, wish: BodyWish): { value: unknown } | undefined {
    if (uri === undefined) return { value: { field: "text" } };
    const isMultipart = variant.kind === "multipart";
    const carrier = (name: string, body: object): Carrier => ({
      ...FIELD,
      ...(isMultipart ? {} : styleOf(variant.media.encoding.get(name))),
      ownNames: this.#makers.schemas.propertyNames(uri),
      accepts: (field) => this.#makers.oracle.accepts(uri, { ...body, [name]: field }),
    });
    const made = this.#makers.instances.make(uri, {
      ...wish,
      adapt: (value) => (isRecord(value) ? asFields(value, carrier) : undefined),
      fits: (value) => isRecord(value) && (!isMultipart || (Object.keys(value).length > 0 && hasNoLineEnds(value))),
    });
    if (made === undefined || !isMultipart) return made;
    return { value: withFiles(made.value, this.#makers.schemas.properties(uri), wish.seed) };
  }
}

/** Multipart forms carry every end of a line as CR LF (HTML Living Standard section 4.10.21.8). */
function hasNoLineEnds(value: object): boolean {
  return [...places(value)].every(
    ({ path, value: part }) => ![...path, part].some((text) => /[\r\n]/.test(String(text))),
  );
}

/** A field by default: a text, a list of texts or of JSON, or JSON. */
const FIELD: Omit<Carrier, "accepts" | "ownNames"> = {
  in: "query",
  style: "form",
  explode: true,
  allowReserved: false,
  isJson: false,
  isMixed: false,
  otherNames: new Set(),
};

function styleOf(encoding: Encoding | undefined): Partial<Carrier> {
  if (encoding?.style === undefined && encoding?.explode === undefined) return {};
  const style = (encoding.style ?? "form") as Carrier["style"]; // what a contract may say there
  return { style, explode: encoding.explode ?? style === "form" };
}

/** The fields that can be carried, as they are read. */
function asFields(body: object, carrierOf: (name: string, body: object) => Carrier): object {
  const fields = Object.entries(body).flatMap(([name, field]): [string, unknown][] => {
    const carrier = carrierOf(name, body);
    if (carrier.style === "form" && carrier.explode && hasParts(field))
      return canBeJson(field) && !isText(field, carrier) ? [[name, field]] : [];
    const read = field === null ? undefined : asRead(field, carrier);
    return read === undefined || !canCarry(read, carrier) ? [] : [[name, read]];
  });
  return Object.fromEntries(fields);
}

/** True for objects where texts are as valid: JSON that was written for one is read as the text that it is. */
function isText(field: unknown, { accepts }: Carrier): boolean {
  if (Array.isArray(field)) return accepts(field.map((item) => JSON.stringify(item)));
  return isRecord(field) && accepts(JSON.stringify(field));
}

/** Without a style, objects and the objects of a list are written as JSON. */
function hasParts(field: unknown): boolean {
  return Array.isArray(field) ? field.some((item) => !isPrimitive(item)) : isRecord(field);
}

function canBeJson(field: unknown): boolean {
  return !Array.isArray(field) || field.every(isRecord);
}

/** The fields that the schema says are files, as files. */
function withFiles(value: unknown, properties: ReadonlyMap<string, JsonSchema>, seed: number): unknown {
  return Object.fromEntries(
    Object.entries(value as object).map(([name, field]) => {
      const schema = properties.get(name);
      if (isFile(schema)) return [name, file(name, seed)];
      const items = typeof schema === "object" && isRecord(schema["items"]) ? schema["items"] : undefined;
      return [name, isFile(items) && Array.isArray(field) ? field.map((_, index) => file(name, seed + index)) : field];
    }),
  );
}

function isFile(schema: JsonSchema | undefined): boolean {
  if (typeof schema !== "object") return false;
  const isRaw = schema["contentMediaType"] !== undefined && schema["contentEncoding"] === undefined;
  return schema["format"] === "binary" || isRaw;
}

function file(name: string, seed: number): File {
  return new File([bytes(seed)], `${name} ü.bin`, { type: "image/png" });
}

function bytes(seed: number): Uint8Array<ArrayBuffer> {
  const random = new Random(seed);
  return Uint8Array.from({ length: 1 + random.below(3000) }, () => random.below(256));
}

/** A media type that a range covers. */
function concrete(type: string, kind: string): string {
  if (!type.includes("*")) return type;
  const subtype = { json: "json", text: "plain" }[kind] ?? "octet-stream";
  return type
    .replace("*/*", kind === "text" ? "text/plain" : `application/${subtype}`)
    .replace("*", kind === "json" ? "json" : "x-any");
}
