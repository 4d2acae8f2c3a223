import { Cursor } from "../../generator/document/cursor.js";
import type { Operation } from "../../generator/model/operation.js";
import type { Parameter } from "../../generator/model/parameter.js";
import type { Header } from "../../generator/model/response.js";
import { asRead, canCarry, type Carrier } from "./carriable.js";
import type { Makers } from "./plan.js";

/** Makes values of parameters and headers that survive the way that they are written. */
export class ParameterMaker {
  readonly #operation: Operation;
  readonly #makers: Makers;

  constructor(operation: Operation, makers: Makers) {
    this.#operation = operation;
    this.#makers = makers;
  }

  make(parameter: Parameter, { seed, optional }: { seed: number; optional: number }): { value: unknown } | undefined {
    const uri = this.uri(parameter);
    return this.#make(uri, this.carrier(parameter), { seed, optional });
  }

  /** The URI of the schema of a parameter's value. */
  uri(parameter: Parameter): string {
    return this.#makers.schemas.add(valueSchema(parameter.cursor), "request");
  }

  header(header: Header, seed: number): { value: unknown } | undefined {
    if (HOP_BY_HOP.test(header.name)) return undefined;
    const uri = this.#makers.schemas.add(valueSchema(header.cursor), "reply");
    const carrier: Carrier = {
      in: "header",
      style: "simple",
      explode: header.explode,
      allowReserved: false,
      isJson: header.content !== undefined,
      isMixed: false,
      ownNames: new Set(),
      otherNames: new Set(),
      accepts: (value) => this.#makers.oracle.accepts(uri, value),
    };
    return this.#make(uri, carrier, { seed, optional: 0.5 });
  }

  carrier(parameter: Parameter): Carrier {
    const uri = this.uri(parameter);
    const others = this.#operation.parameters.filter((other) => other !== parameter && other.in === parameter.in);
    return {
      in: parameter.in,
      style: parameter.style,
      explode: parameter.explode,
      allowReserved: parameter.allowReserved,
      isJson: parameter.content !== undefined,
      isMixed: parameter.in === "path" && !this.#operation.route.template.split("/").includes(`{${parameter.name}}`),
      ownNames: this.#makers.schemas.propertyNames(uri),
      otherNames: new Set(others.map(({ name }) => name)),
      accepts: (value) => this.#makers.oracle.accepts(uri, value),
    };
  }

  #make(uri: string, carrier: Carrier, wanted: { seed: number; optional: number }): { value: unknown } | undefined {
    return this.#makers.instances.make(uri, {
      ...wanted,
      adapt: (value) => asRead(value, carrier),
      fits: (value) => canCarry(value, carrier),
    });
  }
}

/** Headers that belong to the connection and its framing: no contract decides on them (RFC 9110 section 7.6.1). */
const HOP_BY_HOP = /^(connection|content-length|transfer-encoding|content-encoding|keep-alive|trailer|upgrade)$/i;

/** The schema under `schema`, or under the one entry of `content`. */
function valueSchema(cursor: Cursor): Cursor {
  const [entry] = cursor.get("content")?.entries() ?? [];
  return (
    cursor.get("schema") ??
    entry?.[1].get("schema") ??
    new Cursor(cursor.source, true, { parent: cursor, step: "schema" })
  );
}
