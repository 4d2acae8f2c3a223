const ACCEPTABLE = /^[\w.:-]{1,128}$/;

/** The header that names a request, in both directions. */
export const REQUEST_ID_HEADER = "X-Request-Id";

let counter = 0;

/** The id of a request: the caller's when it is short and plain, so that it is safe in a log, else the next of ours. */
export function requestId(given: string | string[] | undefined, prefix: string): string {
  if (typeof given === "string" && ACCEPTABLE.test(given)) return given;
  counter++;
  return `${prefix}-${counter.toString(36)}`;
}
