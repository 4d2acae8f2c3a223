import { propertyName } from "../source-file.js";
import { literal } from "../emit/checks/literal.js";
import { objectLines } from "../emit/client-parameters.js";
import { facetsOf, typesOf, type Facets } from "../emit/tools/facets.js";
import type { Api } from "../model/api.js";
import { isUnconstrained } from "../model/keywords.js";
import type { JsonType, Schema } from "../model/schema.js";

/** Where the parts of an error body come from: expressions on what is at hand. */
interface Origin {
  readonly message: string;
  readonly kind: string;
  readonly place: string;
}

const REFUSAL: Origin = { message: "refusal.message", kind: "refusal.kind", place: `""` };
const ISSUE: Origin = { message: "issue.message", kind: "issue.keyword", place: "issue.path" };

/** Levels of optional properties that are filled in; required ones are at every level. */
const OPTIONAL_LEVELS = 2;
const MAX_LEVELS = 8;

/** Names that error shapes of the world give to what a refusal tells. */
const STATUS = /^(http_?)?(status|status_?code|code)$/i;
const MESSAGE = /message|detail|description|reason|summary|^error$|^errors$|^title$|^text$/i;
const KIND = /code|type|kind|slug|^name$|^id$|^error$|^title$/i;
const PLACE = /path|pointer|field|location|property|parameter|source/i;
const LIST = /errors|issues|details|violations|problems|fields/i;

/**
 * A first guess at the body of an error in a shape of the contract, as an expression on `refusal`: it compiles, and
 * says what went wrong where the shape has a place for it.
 */
export function problemBody(api: Pick<Api, "schemas">, schema: Schema | undefined): string {
  if (schema === undefined || isUnconstrained(schema)) return "{ message: refusal.message }";
  return new Body(api).value(schema, { name: "", origin: REFUSAL, level: 0 });
}

interface Position {
  /** Of the property. */
  readonly name: string;
  readonly origin: Origin;
  readonly level: number;
}

class Body {
  readonly #api: Pick<Api, "schemas">;

  constructor(api: Pick<Api, "schemas">) {
    this.#api = api;
  }

  value(schema: Schema, position: Position): string {
    const facets = facetsOf(this.#api, schema, "reply");
    const [first] = facets.values ?? [];
    if (facets.values !== undefined) return literal(first);
    const branch = facets.branches.find((each) => typesOf(facetsOf(this.#api, each, "reply")).join() !== "null");
    if (branch !== undefined) return this.value(branch, position);
    const type = typesOf(facets).find((each) => each !== "null") ?? typesOf(facets)[0];
    if (type === "object") return this.#object(facets, position);
    if (type === "array") return this.#array(facets, position);
    return scalar(type, facets, position);
  }

  #object({ properties, required }: Facets, { origin, level }: Position): string {
    if (level > MAX_LEVELS) return "{}";
    const members = [...properties].flatMap(([name, [property]]) => {
      if (property === undefined || (!required.has(name) && !this.#isTelling(name, property, level))) return [];
      return [`${propertyName(name)}: ${this.value(property, { name, origin, level: level + 1 })}`];
    });
    return objectLines(members);
  }

  /** True for an optional property that says what went wrong. */
  #isTelling(name: string, schema: Schema, level: number): boolean {
    if (level >= OPTIONAL_LEVELS) return false;
    const facets = facetsOf(this.#api, schema, "reply");
    const isPlain = facets.values === undefined && facets.branches.length === 0 && !facets.parts.some(isConstrained);
    const [type] = typesOf(facets);
    if (!isPlain) return false;
    return (type === "string" && MESSAGE.test(name)) || (type === "integer" && STATUS.test(name));
  }

  #array({ items, parts }: Facets, { name, level }: Position): string {
    const isNeeded = parts.some(({ minItems = 0 }) => minItems > 0);
    if (items === undefined || level > MAX_LEVELS || (!LIST.test(name) && !isNeeded)) return "[]";
    const text = this.value(items, { name, origin: ISSUE, level: level + 1 });
    // A list that must not be empty tells of the request as a whole.
    if (isNeeded) return `[${this.value(items, { name, origin: REFUSAL, level: level + 1 })}]`;
    const parameter = text.includes("issue.") ? "issue" : "";
    return `refusal.issues.map((${parameter}) => ${text.startsWith("{") ? `(${text})` : text})`;
  }
}

function isConstrained({ format, pattern, maxLength }: Schema): boolean {
  return (format ?? pattern ?? maxLength) !== undefined;
}

function scalar(type: JsonType | undefined, { parts }: Facets, { name, origin }: Position): string {
  switch (type) {
    case "null":
      return "null";
    case "boolean":
      return "false";
    case "integer":
    case "number":
      if (STATUS.test(name)) return "refusal.status";
      return String(parts.find(({ minimum }) => minimum !== undefined)?.minimum ?? 0);
    default:
      return text(parts, name, origin);
  }
}

function text(parts: readonly Schema[], name: string, origin: Origin): string {
  const format = parts.find((part) => part.format !== undefined)?.format;
  const sample = format === undefined ? undefined : SAMPLES[format];
  if (sample !== undefined) return sample;
  if (/ur[il]$|href|link/i.test(name)) return ABOUT;
  if (PLACE.test(name)) return origin.place;
  const isKind = KIND.test(name) && !/message|detail|description|reason/i.test(name);
  const expression = isKind && name !== "error" ? origin.kind : origin.message;
  const maxLength = parts.find((part) => part.maxLength !== undefined)?.maxLength;
  return maxLength === undefined ? expression : `${expression}.slice(0, ${maxLength})`;
}

/** RFC 9457 section 4.2.1: no more is to be said than the status says. */
const ABOUT = `"about:blank"`;

const SAMPLES: Readonly<Record<string, string>> = {
  "date-time": "new Date().toISOString()",
  date: "new Date().toISOString().slice(0, 10)",
  uuid: "crypto.randomUUID()",
  uri: ABOUT,
  "uri-reference": ABOUT,
  url: ABOUT,
};
