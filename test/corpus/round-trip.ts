import { isDeepStrictEqual } from "node:util";
import type { CallOptions, Client } from "../../templates/runtime/client.js";
import { absorb, present } from "./bodies.js";
import type { LoadedApi } from "./loaded-api.js";
import type { Exchange, Groups, PlannedReply, PlannedRequest } from "./plan.js";
import type { ServedApi } from "./served-api.js";

/** The request as the generated client takes it. */
export function presentRequest({ groups, body }: PlannedRequest): object {
  if (body === undefined) return groups;
  const { kind, plain, contentType } = body;
  return { ...groups, ...(contentType === undefined ? {} : { contentType }), body: present(kind, plain) };
}

/** What the handler should see of a request; equal in everything that the contract speaks of. */
export async function expectedRequest({ groups, body }: PlannedRequest): Promise<object> {
  if (body === undefined) return groups;
  const type = body.contentType === undefined ? {} : { contentType: body.contentType };
  return { ...groups, ...type, body: await absorb(body.plain) };
}

/** What the client should be given. */
export async function expectedReply({ status, headers, body }: PlannedReply): Promise<object> {
  const common = { status, ...(headers === undefined ? {} : { headers }) };
  if (body === undefined) return common;
  const type = body.contentType === undefined ? {} : { contentType: body.contentType };
  return { ...common, ...type, body: await absorb(body.plain) };
}

/** A difference between what was sent and what arrived. */
export type Difference = string;

/** Calls the operation with the generated client; gives what differs at either end. */
export async function roundTrip(loaded: LoadedApi, served: ServedApi, exchange: Exchange): Promise<Difference[]> {
  const call = loaded.names.operations.get(exchange.operation)?.call ?? "";
  const { result, ...observed } = await served.observe(exchange.reply, () =>
    callClient(loaded, served.client, { call, request: exchange.request }),
  );
  const refused = observed.refusals.map(({ status, message }) => `refused with ${status}: ${message}`.slice(0, 600));
  if (result instanceof Error) {
    const failures = observed.failures.map((failure) => `server: ${describeError(failure)}`);
    return [`client: ${describeError(result)}`, ...failures, ...refused];
  }
  const reply = await expectedReply(exchange.reply);
  const wanted = await expectedRequest(exchange.request);
  const reached = observed.call === call ? [] : [`the handler of ${observed.call ?? "no operation"} ran`];
  return [
    ...reached,
    ...refused,
    ...difference("the handler saw", withoutFetched(observed.seen, wanted), wanted),
    ...difference("the client was given", withoutFetched(result, reply), reply),
  ];
}

export interface Called {
  readonly call: string;
  readonly request: PlannedRequest;
  readonly options?: CallOptions;
}

/** What the generated client gives, its body plain; the error where it throws. */
export async function callClient(
  loaded: LoadedApi,
  client: Client,
  { call, request, options }: Called,
): Promise<unknown> {
  try {
    const reply = (await loaded.call(call)(client, presentRequest(request), options)) as Record<string, unknown>;
    return "body" in reply ? { ...reply, body: await absorb(reply["body"]) } : reply;
  } catch (error) {
    return error;
  }
}

/** Headers that `fetch` adds by itself, so that a handler sees them where the client was given none. */
const FETCHED = /^(accept|accept-language|accept-encoding|user-agent|host|connection|content-length|sec-fetch-mode)$/i;

/** True for headers that cannot be left out of a request. */
export function isFetched(name: string): boolean {
  return FETCHED.test(name);
}

/** The request without the headers that `fetch` added. */
function withoutFetched(seen: unknown, wanted: object): unknown {
  if (typeof seen !== "object" || seen === null || !("headers" in seen)) return seen;
  const given = "headers" in wanted ? Object.keys(wanted.headers as object) : []; // a group of the request
  const own = Object.entries(seen.headers as object).filter(([name]) => given.includes(name) || !FETCHED.test(name));
  return { ...seen, headers: Object.fromEntries(own) };
}

function difference(who: string, actual: unknown, expected: unknown): Difference[] {
  const [found, wanted] = [comparable(actual), comparable(expected)];
  if (isDeepStrictEqual(found, wanted)) return [];
  return [`${who} ${JSON.stringify(found)?.slice(0, 600)} for ${JSON.stringify(wanted)?.slice(0, 600)}`];
}

/** Without prototypes and without groups that hold nothing. */
function comparable(value: unknown): unknown {
  const plain = value === undefined ? undefined : (JSON.parse(JSON.stringify(value)) as unknown);
  if (typeof plain !== "object" || plain === null) return plain;
  const isEmptyGroup = ([key, member]: [string, unknown]): boolean =>
    GROUPS.has(key) && typeof member === "object" && member !== null && Object.keys(member).length === 0;
  return Object.fromEntries(Object.entries(plain).filter((entry) => !isEmptyGroup(entry)));
}

const GROUPS: ReadonlySet<string> = new Set<keyof Groups>(["path", "query", "headers", "cookies"]);

export function describeError(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const issues = "issues" in error && error.issues !== undefined ? ` ${JSON.stringify(error.issues)}` : "";
  const cause = error.cause === undefined ? "" : ` (${describeError(error.cause)})`;
  return `${error.message}${issues}${cause}`.slice(0, 800);
}
