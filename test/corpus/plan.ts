import {
  parametersIn,
  PARAMETER_GROUPS,
  replyVariants,
  requestVariants,
  type BodyVariant,
} from "../../generator/emit/operation-shape.js";
import type { Api } from "../../generator/model/api.js";
import { bodyKind, type BodyKind } from "../../generator/model/media-type.js";
import type { Operation } from "../../generator/model/operation.js";
import type { Response } from "../../generator/model/response.js";
import { routeKey } from "../../generator/model/route.js";
import { BodyMaker } from "./body-maker.js";
import { ParameterMaker } from "./parameter-maker.js";
import type { Instances } from "./instances.js";
import type { JsonSchemas } from "./json-schema.js";
import type { Oracle } from "./oracle.js";

/** A body on its way, as `bodies.ts` presents and compares it. */
export interface PlannedBody {
  readonly kind: BodyKind;
  readonly plain: unknown;
  /** What `contentType` says where the contract leaves a choice. */
  readonly contentType?: string;
  /** Of the whole body, or of each item of a stream; undefined when the contract says nothing of it. */
  readonly uri?: string;
}

/** A request by groups, as a client takes it, but for its body. */
export type Groups = Record<string, Record<string, unknown>>;

export interface PlannedRequest {
  readonly groups: Groups;
  readonly body?: PlannedBody;
}

export interface PlannedReply {
  readonly response: Response;
  readonly status: number;
  readonly headers?: Record<string, unknown>;
  readonly body?: PlannedBody;
}

/** One call: what the client is given, and what the handler answers. */
export interface Exchange {
  readonly operation: Operation;
  readonly request: PlannedRequest;
  readonly reply: PlannedReply;
}

/** Why a part of the contract could not be tried. */
export type Obstacle = string;

export interface Plan {
  readonly exchanges: readonly Exchange[];
  readonly obstacles: readonly Obstacle[];
}

/** What values are made of. */
export interface Makers {
  readonly api: Api;
  readonly schemas: JsonSchemas;
  readonly oracle: Oracle;
  readonly instances: Instances;
}

/**
 * Calls of an operation that show every declared status and media type at least once, replies and requests; the first
 * with everything that can be said, the last with no more than must be.
 */
export function planOperation(operation: Operation, makers: Makers, seed: number): Plan {
  return new Planner(operation, makers, seed).plan();
}

/** True for operations that only what requests hold tells apart. */
export function isOfOneRoute(one: Operation, other: Operation): boolean {
  return routeKey(one.method, one.route) === routeKey(other.method, other.route);
}

/** True when some alternative of its security asks for no certificate, and for no more than one `Authorization`. */
function canProve({ security }: Operation, { securitySchemes }: Api): boolean {
  const kinds = new Map(securitySchemes.map(({ name, node }) => [name, node.kind]));
  return (
    security.length === 0 ||
    security.some((alternative) => {
      const asked = [...alternative.keys()].map((name) => kinds.get(name));
      const tokens = asked.filter((kind) => kind === "http" || kind === "oauth2" || kind === "openIdConnect");
      return !asked.includes("mutualTLS") && tokens.length <= 1;
    })
  );
}

class Planner {
  readonly #operation: Operation;
  readonly #bodies: BodyMaker;
  readonly #parameters: ParameterMaker;
  readonly #makers: Makers;
  readonly #obstacles = new Set<Obstacle>();
  #seed: number;

  constructor(operation: Operation, makers: Makers, seed: number) {
    this.#operation = operation;
    this.#makers = makers;
    this.#bodies = new BodyMaker(makers);
    this.#parameters = new ParameterMaker(operation, makers);
    this.#seed = seed;
  }

  plan(): Plan {
    if (!canProve(this.#operation, this.#makers.api))
      return { exchanges: [], obstacles: ["no credentials that one request over plain HTTP can have"] };
    const replies = this.#operation.responses.flatMap((response) => this.#replies(response));
    const bodies = requestVariants(this.#operation.requestBody?.content ?? []);
    const [first] = replies;
    if (first === undefined) this.#obstacles.add("no reply can be given");
    const count = first === undefined ? 0 : Math.max(replies.length, bodies.length) + 1;
    const exchanges = Array.from({ length: count }, (_, index) => {
      const isLast = index === count - 1;
      const request = this.#toldRequest(bodies[index % Math.max(bodies.length, 1)], { isLeast: isLast });
      const reply = replies[index % replies.length];
      return request === undefined || reply === undefined ? [] : [{ operation: this.#operation, request, reply }];
    });
    return { exchanges: exchanges.flat(), obstacles: [...this.#obstacles] };
  }

  /** A request that no earlier operation of the same route would take. */
  #toldRequest(variant: BodyVariant | undefined, options: { isLeast: boolean }): PlannedRequest | undefined {
    const earlier = this.#earlier();
    for (let attempt = 0; attempt < 8; attempt += 1) {
      const request = this.#request(variant, options);
      if (request === undefined || !earlier.some((other) => this.#isFor(other, request))) return request;
    }
    this.#obstacles.add("no request that is not valid for an earlier operation of the same method and path as well");
    return undefined;
  }

  /** Operations that get the request first. */
  #earlier(): Operation[] {
    const { operations } = this.#makers.api;
    const before = operations.slice(0, operations.indexOf(this.#operation));
    return before.filter((other) => isOfOneRoute(other, this.#operation));
  }

  #isFor(operation: Operation, { body }: PlannedRequest): boolean {
    if (body === undefined) return operation.requestBody?.required !== true;
    const own = operation.requestBody?.content.find(
      ({ type }) => bodyKind({ type, encoding: new Map() }) === body.kind,
    );
    if (own?.schema === undefined) return own !== undefined;
    return this.#makers.oracle.accepts(this.#makers.schemas.add(own.schema.cursor, "request"), body.plain);
  }

  #nextSeed(): number {
    this.#seed += 1;
    return this.#seed;
  }

  #request(variant: BodyVariant | undefined, { isLeast }: { isLeast: boolean }): PlannedRequest | undefined {
    const optional = isLeast ? 0 : 0.7;
    const groups: Groups = {};
    for (const { in: location, property } of PARAMETER_GROUPS) {
      const declared = parametersIn(this.#operation, location);
      if (declared.length > 0) groups[property] = {};
      for (const parameter of declared) {
        if (isLeast && !parameter.required) continue;
        const made = this.#parameters.make(parameter, { seed: this.#nextSeed(), optional });
        if (made !== undefined) Object.assign(groups[property] ?? {}, { [parameter.name]: made.value });
        else this.#obstacles.add(`${parameter.in} parameter ${parameter.name}: no value that can be carried`);
        if (made === undefined && parameter.required) return undefined;
      }
    }
    if (variant === undefined || (isLeast && this.#operation.requestBody?.required !== true)) return { groups };
    const body = this.#bodies.make(variant, { direction: "request", seed: this.#nextSeed(), optional });
    if (body !== undefined) return { groups, body };
    this.#obstacles.add(`request body ${variant.media.type}: no valid value found`);
    return this.#operation.requestBody?.required === true ? undefined : { groups };
  }

  #replies(response: Response): PlannedReply[] {
    const status = statusFor(response, this.#operation);
    if (status === undefined || status === UNFETCHABLE) {
      this.#obstacles.add(`reply ${response.status}: no final status that a handler can give and a client is given`);
      return [];
    }
    const variants = replyVariants(this.#operation, response);
    return (variants.length === 0 ? [undefined] : variants).flatMap((variant) => {
      const headers = this.#headers(response);
      if (headers === undefined) return [];
      const common = { response, status, ...(response.headers.length === 0 ? {} : { headers }) };
      if (variant === undefined) return [common];
      const body = this.#bodies.make(variant, { direction: "reply", seed: this.#nextSeed(), optional: 0.4 });
      if (body === undefined)
        this.#obstacles.add(`reply ${response.status} ${variant.media.type}: no valid value found`);
      return body === undefined ? [] : [{ ...common, body }];
    });
  }

  #headers(response: Response): Record<string, unknown> | undefined {
    const headers: Record<string, unknown> = {};
    for (const header of response.headers) {
      const made = this.#parameters.header(header, this.#nextSeed());
      if (made !== undefined) headers[header.name] = made.value;
      else this.#obstacles.add(`reply ${response.status}: header ${header.name}: no value that can be carried`);
      if (made === undefined && header.required) return undefined;
    }
    return headers;
  }
}

/** To `fetch` this is a failure of the network (Fetch Standard, HTTP-network-or-cache fetch). */
const UNFETCHABLE = 407;

/** A status that the entry stands for and no other does; informational ones are not replies. */
function statusFor(response: Response, { responses }: Operation): number | undefined {
  const taken = new Set(responses.map(({ status }) => status));
  if (/^\d+$/.test(response.status)) return Number(response.status) >= 200 ? Number(response.status) : undefined;
  const candidates =
    response.status === "default"
      ? [500, 400, 200, 503]
      : [0, 1, 2, 9, 18].map((offset) => Number(response.status[0]) * 100 + offset);
  return candidates.find(
    (status) =>
      status >= 200 &&
      !taken.has(String(status)) &&
      (response.status !== "default" || !taken.has(`${String(status)[0]}XX`)),
  );
}
