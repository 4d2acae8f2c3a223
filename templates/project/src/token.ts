import { createHash, timingSafeEqual } from "node:crypto";
import type { Context } from "./context.js";

/** True when the credential is the token of this server; how long it takes tells nothing of the token. */
export function isToken(credential: string, { token }: Context): boolean {
  return token !== undefined && token !== "" && timingSafeEqual(digest(credential), digest(token));
}

function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
