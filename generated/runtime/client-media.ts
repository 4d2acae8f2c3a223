import type { BodyMembers, Incoming } from "./client.js";

/**
 * The entry that a `Content-Type` stands for: the same text, else the same type without parameters, else a range
 * (RFC 9110 section 12.5.1). Case and spaces do not count.
 */
export function findMedia<Media extends { readonly type: string }>(
  media: readonly Media[],
  contentType: string,
): Media | undefined {
  const name = essence(contentType);
  const wanted = [normal(contentType), name, `${name.replace(/\/.*/, "")}/*`, "*/*"];
  const exact = wanted.flatMap((text) => media.find(({ type }) => normal(type) === text) ?? []);
  return exact[0] ?? media.find(({ type }) => essence(type) === name);
}

function normal(type: string): string {
  return type.replaceAll(" ", "").toLowerCase();
}

function essence(type: string): string {
  return normal(type).replace(/;.*/, "");
}

/** Throws unless the response is of a media type, which is in lower case; its parameters do not count. */
export function requireType({ response, fail }: Incoming, type: string): void {
  if (essence(response.headers.get("content-type") ?? "") !== type) throw fail("undeclared-content-type");
}

/** One of several media types of a reply. */
export interface ReplyMedia {
  /** As the contract writes it. */
  readonly type: string;
  /** `type`: that of the response, in lower case and without parameters. */
  readonly read: (incoming: Incoming, type: string) => BodyMembers | Promise<BodyMembers>;
}

/** A body of one of several media types. The reply tells which: by the whole `Content-Type` where that is a range. */
export async function chooseMedia(incoming: Incoming, media: readonly ReplyMedia[]): Promise<BodyMembers> {
  const contentType = incoming.response.headers.get("content-type");
  const found = contentType === null ? undefined : findMedia(media, contentType);
  if (contentType === null || found === undefined) throw incoming.fail("undeclared-content-type");
  const { body } = await found.read(incoming, essence(contentType));
  return { contentType: found.type.includes("*") ? contentType : found.type, body };
}

/** A reply without a body; what comes all the same is not waited for. */
export async function readNothing({ response }: Incoming): Promise<BodyMembers> {
  await response.body?.cancel();
  return {};
}
