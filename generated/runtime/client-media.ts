import type { BodyMembers, Incoming } from "./call.js";
import { essence, findMedia } from "./find-media.js";

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
