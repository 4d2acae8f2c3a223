import type { Operation } from "../../generator/model/operation.js";
import type { Parameter } from "../../generator/model/parameter.js";
import { PARAMETER_GROUPS } from "../../generator/emit/operation-shape.js";
import { isRecord } from "./places.js";
import { mutantsOf } from "./mutants.js";
import { ParameterMaker } from "./parameter-maker.js";
import { isOfOneRoute, type Exchange, type Makers, type PlannedRequest } from "./plan.js";
import { isFetched } from "./round-trip.js";

/** A request as `fetch` is given it. */
export interface Message {
  readonly url: string;
  readonly init: RequestInit;
}

/** A request that an operation must refuse: what the client is given, or what becomes of what it sends. */
export interface SpoiltRequest {
  readonly spoiling: string;
  readonly request: PlannedRequest;
  /** Changes the message that the client made. */
  readonly change?: (message: Message) => Message;
  /** True when the client has no credentials. */
  readonly isAnonymous?: true;
  /** Statuses that such a request may get. */
  readonly statuses: readonly number[];
}

const INVALID = [400, 422];

/** Requests of an exchange, each spoilt in one way. */
export function spoiltRequests(exchange: Exchange, makers: Makers, seed: number): SpoiltRequest[] {
  const { operation, request } = exchange;
  const isShared = makers.api.operations.some((other) => other !== operation && isOfOneRoute(other, operation));
  // What one operation of a route refuses may be meant for another.
  const unasked = anonymous(operation, request, makers);
  if (isShared) return unasked;
  return [
    ...unasked,
    ...spoiltParameters(operation, request, makers),
    ...spoiltBodies(exchange, makers, seed),
    ...spoiltContent(exchange),
  ];
}

function anonymous({ security }: Operation, request: PlannedRequest, { api }: Makers): SpoiltRequest[] {
  const declared = api.securitySchemes.filter(({ node }) => node.kind !== "undeclared").map(({ name }) => name);
  const isOpen =
    security.length === 0 ||
    security.some((alternative) => ![...alternative.keys()].some((name) => declared.includes(name)));
  return isOpen ? [] : [{ spoiling: "credentials left out", request, isAnonymous: true, statuses: [401, 403] }];
}

function spoiltParameters(operation: Operation, request: PlannedRequest, makers: Makers): SpoiltRequest[] {
  const maker = new ParameterMaker(operation, makers);
  const routed = operation.route.fixed.map(({ name }) => name);
  const spoilable = operation.parameters.filter(({ name }) => !routed.includes(name) && !isFetched(name));
  return spoilable.flatMap((parameter) => {
    const property = PARAMETER_GROUPS.find(({ in: location }) => location === parameter.in)?.property ?? "";
    const { [parameter.name]: _given, ...others } = request.groups[property] ?? {};
    const withValue = (value: object): PlannedRequest => ({
      ...request,
      groups: { ...request.groups, [property]: { ...others, ...value } },
    });
    const missing =
      parameter.required && parameter.in !== "path"
        ? [{ spoiling: `${parameter.in} parameter left out`, request: withValue({}), statuses: INVALID }]
        : [];
    const wrong = wrongText(parameter, (value) => makers.oracle.accepts(maker.uri(parameter), value));
    if (wrong === undefined) return missing;
    const spoilt = withValue({ [parameter.name]: wrong });
    return [...missing, { spoiling: `${parameter.in} parameter invalid`, request: spoilt, statuses: INVALID }];
  });
}

/** A text that no way of reading it makes valid; undefined when there is none. */
function wrongText({ style, content }: Parameter, accepts: (value: unknown) => boolean): string | undefined {
  return ["no~such~value", "-0.5", "x".repeat(300)].find((text) => {
    const readings: unknown[] = [text, [text], { [text]: "" }, ...(text === "-0.5" ? [-0.5, [-0.5]] : [])];
    const isList = style !== "simple" && style !== "label" && style !== "matrix" ? [] : [{}];
    return [...readings, ...isList].every((reading) => !accepts(reading)) && (content === undefined || !accepts(text));
  });
}

function spoiltBodies({ operation, request }: Exchange, { oracle }: Makers, seed: number): SpoiltRequest[] {
  const { body } = request;
  const { uri } = body ?? {};
  if (body === undefined || uri === undefined || isTaken(operation)) return [];
  const accepts = (value: unknown): boolean => oracle.accepts(uri, value);
  if (body.kind === "json")
    return mutantsOf(body.plain, accepts, seed).map(({ spoiling, value }) => ({
      spoiling: `body: ${spoiling}`,
      request: { ...request, body: { ...body, plain: value } },
      statuses: INVALID,
    }));
  if (body.kind !== "form" || !isRecord(body.plain)) return [];
  // In a form everything is text: only what is missing and what is no text of an enumeration shows.
  return mutantsOf(body.plain, accepts, seed)
    .filter(({ spoiling, value }) => spoiling === "property dropped" && isFlat(value))
    .map(({ spoiling, value }) => ({
      spoiling: `form: ${spoiling}`,
      request: { ...request, body: { ...body, plain: value } },
      statuses: INVALID,
    }));
}

function isFlat(value: unknown): boolean {
  return isRecord(value) && Object.values(value).every((field) => typeof field !== "object");
}

/** True where a body that one media type refuses may be right for another. */
function isTaken({ requestBody }: Operation): boolean {
  return (requestBody?.content.length ?? 0) > 1 && requestBody?.content.some(({ type }) => type.includes("*")) === true;
}

function spoiltContent({ operation, request }: Exchange): SpoiltRequest[] {
  const { body } = request;
  if (body === undefined || operation.requestBody === undefined) return [];
  const isOpen = operation.requestBody.content.some(({ type }) => type.includes("*"));
  // Without content there is nothing that a type could be wrong for.
  const isEmpty = body.kind === "form" && Object.keys(body.plain as object).length === 0;
  const foreign: SpoiltRequest = {
    spoiling: "content type undeclared",
    request,
    change: ({ url, init }) => ({ url, init: { ...init, ...withType(init, "application/x-no-such-type") } }),
    statuses: [415, 400],
  };
  const broken: SpoiltRequest = {
    spoiling: "body is no JSON",
    request,
    change: ({ url, init }) => ({ url, init: { ...init, body: '{"broken":' } }),
    statuses: INVALID,
  };
  const absent: SpoiltRequest = {
    spoiling: "body left out",
    request,
    change: ({ url, init: { body: _body, ...init } }) => ({ url, init: { ...init, ...withType(init, undefined) } }),
    statuses: INVALID,
  };
  return [
    ...(isOpen || isEmpty ? [] : [foreign]),
    ...(body.kind === "json" ? [broken] : []),
    ...(operation.requestBody.required ? [absent] : []),
  ];
}

function withType(init: RequestInit, type: string | undefined): RequestInit {
  const { "content-type": _type, ...headers } = init.headers as Record<string, string>; // as the client writes them
  const body = init.body instanceof FormData ? { body: "x" } : {};
  return { ...body, headers: type === undefined ? headers : { ...headers, "content-type": type } };
}
