import type { Api } from "../model/api.js";
import { bodyKind, type MediaType } from "../model/media-type.js";
import type { Operation } from "../model/operation.js";
import type { Header, Response } from "../model/response.js";
import type { Schema } from "../model/schema.js";
import { typeName, type Names } from "../naming.js";
import { claimName } from "../model/unique-names.js";
import { typeExpression, type TypeStyle } from "./type-expression.js";

/** Statuses that a router answers with by itself; templates/runtime/refusal.ts says when. */
const REFUSABLE = ["400", "401", "403", "404", "405", "413", "415", "422", "500", "501"];

/** One shape of error body: a function of the `problems` option. */
export interface ProblemShape {
  /** Name of the function: that of the schema, or of the first response that declares the shape. */
  readonly name: string;
  readonly type: string;
  /** Absent when the contract says nothing of the body. */
  readonly schema?: Schema;
  /** `operationId status`, for the documentation of the function. */
  readonly uses: readonly string[];
}

/** Every shape that a router of the contract may have to fill, and which one each error response wants. */
export class ProblemShapes {
  readonly shapes: readonly ProblemShape[];
  readonly #byType = new Map<string, ProblemShape & { uses: string[] }>();
  readonly #style: TypeStyle;

  constructor(api: Api, names: Names) {
    this.#style = {
      api,
      readonly: "readonly ",
      direction: "reply",
      refer: (address) => names.schemas.get(address) ?? "unknown",
    };
    const taken = new Set<string>();
    for (const operation of api.operations) {
      for (const response of refusable(operation)) this.#add(operation, response, taken);
    }
    this.shapes = [...this.#byType.values()];
  }

  /**
   * Entries of the `problems` table of an operation: status pattern and function, undefined for a response without
   * content.
   */
  entries(operation: Operation): [string, string | undefined][] {
    return refusable(operation).flatMap((response): [string, string | undefined][] => {
      if (response.content.length === 0) return [[response.status, undefined]];
      const type = this.#typeOf(response);
      return type === undefined ? [] : [[response.status, this.#byType.get(type)?.name]];
    });
  }

  /** The shape that most responses use. */
  get usual(): ProblemShape | undefined {
    return [...this.shapes].sort((a, b) => b.uses.length - a.uses.length)[0];
  }

  #add(operation: Operation, response: Response, taken: Set<string>): void {
    const type = this.#typeOf(response);
    if (type === undefined) return;
    const use = `${operation.operationId} ${response.status}`;
    const known = this.#byType.get(type);
    if (known !== undefined) known.uses.push(use);
    else {
      const name =
        /^[A-Za-z_$][\w$]*$/.test(type) && type !== "unknown"
          ? type
          : typeName(`${operation.operationId} ${response.status}`);
      const schema = jsonContent(response)?.schema;
      this.#byType.set(type, { name: claimName(name, taken), type, ...(schema && { schema }), uses: [use] });
    }
  }

  /** The type of a response's JSON; undefined when it has none, or has headers that only a handler could fill. */
  #typeOf(response: Response): string | undefined {
    const media = jsonContent(response);
    if (media === undefined || response.headers.some((header) => header.required && !isOfRouter(header)))
      return undefined;
    if (media.schema === undefined) return "unknown";
    return typeExpression(media.schema, this.#style);
  }
}

/** True for headers that a router sends with its refusals (RFC 9110 sections 11.6.1 and 10.2.1). */
function isOfRouter({ name }: Header): boolean {
  return /^(www-authenticate|allow)$/i.test(name);
}

function jsonContent({ content }: Response): MediaType | undefined {
  return content.find((media) => bodyKind(media) === "json" && !media.type.includes("*"));
}

function refusable(operation: Operation): Response[] {
  return operation.responses.filter(({ status }) => REFUSABLE.includes(status) || /^[45]XX$|^default$/.test(status));
}
