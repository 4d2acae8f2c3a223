import { dereference, type Api } from "./api.js";
import { bodyKind, type MediaType } from "./media-type.js";
import { isOnly, type Schema } from "./schema.js";

/** How the `data` of server-sent events is written: as the text that it is, as JSON, or as whichever of both fits. */
export type DataForm = "text" | "json" | "either";

/** What of a media type can be checked: the schema of the value, or of each item where the body is a stream. */
export interface BodyValue {
  readonly valueSchema?: Schema;
  /** Given for event streams. */
  readonly dataForm?: DataForm;
}

type Schemas = Pick<Api, "schemas">;

/** What the values of a media type are to the code that carries them. */
export function bodyValue(api: Schemas, media: Omit<MediaType, keyof BodyValue>): BodyValue {
  const { schema, itemSchema } = media;
  switch (bodyKind(media)) {
    case "ndjson":
      return ofSchema(itemSchema ?? itemOf(api, schema));
    case "event-stream":
      return eventValue(api, itemSchema ?? schema);
    case "text":
      // Of XML and its like a schema describes something else than the text.
      return ofSchema(schema !== undefined && isText(api, schema) ? schema : undefined);
    case "binary":
      return {};
    default:
      return ofSchema(schema);
  }
}

function ofSchema(schema: Schema | undefined): BodyValue {
  return schema === undefined ? {} : { valueSchema: schema };
}

/** Before OpenAPI 3.2 had `itemSchema`, `schema` was written for one line, or for the list of all. */
function itemOf(api: Schemas, schema: Schema | undefined): Schema | undefined {
  if (schema === undefined) return undefined;
  const target = dereference(api, schema);
  return isOnly(target, "array") && target.items !== undefined ? target.items : schema;
}

function isText(api: Schemas, schema: Schema): boolean {
  return isOnly(dereference(api, schema), "string");
}

/**
 * The schema of an event: one that has `data` is taken as it is (OpenAPI 3.2 section 4.14.4.3), any other that is no
 * text is that of the data, as documents before 3.2 write it.
 */
function eventValue(api: Schemas, schema: Schema | undefined): BodyValue {
  if (schema === undefined || isText(api, schema)) return { dataForm: "text" };
  const found = new EventReader(api);
  const event = found.read(schema);
  if (found.data !== undefined) return { valueSchema: event, dataForm: found.data };
  const { cursor } = schema;
  const text: Schema = { cursor, types: ["string"] };
  const properties = new Map<string, Schema>([
    ["event", text],
    ["data", schema],
    ["id", text],
    ["retry", { cursor, types: ["integer"] }],
  ]);
  return { valueSchema: { cursor, types: ["object"], properties, required: ["data"] }, dataForm: "json" };
}

/** Reads the schema of events: what `data` holds as JSON takes the place of the text that it is written as. */
class EventReader {
  readonly #api: Schemas;
  readonly #around: Schema[] = [];
  /** How the `data` of all events so far is written; undefined when none has any. */
  data: DataForm | undefined;

  constructor(api: Schemas) {
    this.#api = api;
  }

  /** The schema as it is where no `data` in it is JSON within a text. */
  read(reference: Schema): Schema {
    const schema = dereference(this.#api, reference);
    if (this.#around.includes(schema)) return reference;
    this.#around.push(schema);
    const lists = (["oneOf", "anyOf", "allOf"] as const).flatMap((key) => {
      const branches = schema[key];
      const read = branches?.map((branch) => this.read(branch));
      return read === undefined || read.every((branch, index) => branch === branches?.[index]) ? [] : [[key, read]];
    });
    const properties = this.#properties(schema);
    this.#around.pop();
    if (lists.length === 0 && properties === schema.properties) return reference;
    return { ...schema, ...Object.fromEntries(lists), ...(properties === undefined ? {} : { properties }) };
  }

  #properties({ properties }: Schema): Schema["properties"] {
    const data = properties?.get("data");
    if (properties === undefined || data === undefined) return properties;
    const { contentSchema, contentMediaType } = dereference(this.#api, data);
    const isJson = contentSchema !== undefined || /[/+]json\b/.test(contentMediaType ?? "");
    this.#add(isJson ? "json" : isText(this.#api, data) ? "text" : this.#isOpen(data) ? "either" : "json");
    if (!isJson) return properties;
    return new Map([...properties, ["data", contentSchema ?? { cursor: data.cursor }]]);
  }

  #isOpen(data: Schema): boolean {
    const { types, enum: values, const: constant } = dereference(this.#api, data);
    if (types !== undefined) return types.includes("string");
    return [...(values ?? []), constant?.value].some((value) => typeof value === "string");
  }

  #add(data: DataForm): void {
    this.data = this.data === undefined || this.data === data ? data : "either";
  }
}
