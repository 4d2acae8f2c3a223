import type { Authorize, RequestDraft } from "./call.js";

/** Schemes that go together: used when the client has the credentials of all. */
export function together<Credentials extends object>(
  names: readonly (keyof Credentials)[],
  schemes: readonly Authorize<Credentials>[],
): Authorize<Credentials> {
  return async (credentials, draft) => {
    if (!names.every((name) => credentials[name])) return false;
    for (const authorize of schemes) await authorize(credentials, draft);
    return true;
  };
}

/** Puts an API key into the query of a request. */
export function putInQuery(draft: RequestDraft, name: string, credential: string): void {
  const separator = draft.url.includes("?") ? "&" : "?";
  draft.url += `${separator}${encodeURIComponent(name)}=${encodeURIComponent(credential)}`;
}

/** Puts an API key beside other cookies of a request, which browsers do not let a program set. */
export function putInCookie({ headers }: RequestDraft, name: string, credential: string): void {
  const others = headers["cookie"] === undefined ? "" : `${headers["cookie"]}; `;
  headers["cookie"] = `${others}${encodeURIComponent(name)}=${encodeURIComponent(credential)}`;
}

/** The credential of a scheme `http` `basic`: name and password as RFC 7617 sends them, in UTF-8. */
export function basicCredential(name: string, password: string): string {
  const bytes = new TextEncoder().encode(`${name}:${password}`);
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
}
