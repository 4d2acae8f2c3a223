import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats, { type FormatName } from "ajv-formats";
import { compilePattern, isReadable } from "../../generator/model/regular-expression.js";
import type { JsonSchemas } from "./json-schema.js";

/** The formats that generated checks assert; to all other validators here they are what they are to those: names. */
const FORMATS: readonly FormatName[] = [
  ...(["date", "time", "date-time", "duration", "uuid", "email", "hostname", "ipv4", "ipv6", "uri"] as const),
  ...(["uri-reference", "regex", "json-pointer", "int32", "int64"] as const),
];

/** Says which values the schemas of a contract let through: ajv, with the generator's reading of patterns alone. */
export class Oracle {
  readonly #schemas: JsonSchemas;
  readonly #ajv: Ajv2020;
  /** How many schemas were taken in. */
  #known = 0;

  constructor(schemas: JsonSchemas) {
    this.#schemas = schemas;
    this.#ajv = new Ajv2020({
      strict: false,
      logger: false,
      validateSchema: false,
      inlineRefs: false,
      ownProperties: true,
      code: { regExp: Object.assign(readPattern, { code: "new RegExp" }) },
    });
    addFormats.default(this.#ajv, [...FORMATS]);
    // Beyond these a number may not be the one that was sent.
    this.#ajv.addFormat("int64", { type: "number", validate: Number.isSafeInteger });
    // Without the flag `u`, as ajv-formats reads it, other expressions are valid.
    this.#ajv.addFormat("regex", { type: "string", validate: (text) => isReadable(text, "u") });
    // That of ajv-formats has the flag `m`: one line of Base64 is enough for it.
    this.#ajv.addFormat("byte", /^(?:[A-Za-z\d+/]{4})*(?:[A-Za-z\d+/]{2}==|[A-Za-z\d+/]{3}=)?$/);
  }

  accepts(uri: string, value: unknown): boolean {
    this.#learn();
    return this.#ajv.getSchema(uri)?.(value) === true;
  }

  /** Takes in the schemas that were added since, which are the last of the map. */
  #learn(): void {
    if (this.#known === this.#schemas.byUri.size) return;
    for (const [uri, schema] of [...this.#schemas.byUri].slice(this.#known)) {
      this.#ajv.addSchema(typeof schema === "boolean" ? (schema ? {} : { not: {} }) : schema, uri);
    }
    this.#known = this.#schemas.byUri.size;
  }
}

/** A pattern as it is meant, also where it is of another dialect; what is no expression at all is not checked. */
function readPattern(pattern: string): RegExp {
  return compilePattern(pattern) ?? /(?:)/;
}
