import type { RuntimeName } from "./scope.js";

/** A format that is asserted: the function that tests it, for which kind of value, and what it is called. */
export interface Format {
  readonly test: RuntimeName;
  readonly of: "string" | "number";
  readonly phrase: string;
}

/**
 * Formats that are asserted; all others are annotations, as JSON Schema has them (2020-12 validation section 7.2.1).
 */
export const FORMATS: ReadonlyMap<string, Format> = new Map<string, Format>([
  ["date", { test: "isDate", of: "string", phrase: "a date" }],
  ["time", { test: "isTime", of: "string", phrase: "a time" }],
  ["date-time", { test: "isDateTime", of: "string", phrase: "a date and time" }],
  ["duration", { test: "isDuration", of: "string", phrase: "a duration" }],
  ["uuid", { test: "isUuid", of: "string", phrase: "a UUID" }],
  ["email", { test: "isEmail", of: "string", phrase: "an email address" }],
  ["hostname", { test: "isHostname", of: "string", phrase: "a host name" }],
  ["ipv4", { test: "isIpv4", of: "string", phrase: "an IPv4 address" }],
  ["ipv6", { test: "isIpv6", of: "string", phrase: "an IPv6 address" }],
  ["uri", { test: "isUri", of: "string", phrase: "a URI" }],
  ["uri-reference", { test: "isUriReference", of: "string", phrase: "a URI reference" }],
  ["regex", { test: "isRegex", of: "string", phrase: "a regular expression" }],
  ["json-pointer", { test: "isJsonPointer", of: "string", phrase: "a JSON pointer" }],
  ["byte", { test: "isBase64", of: "string", phrase: "Base64" }],
  ["int32", { test: "isInt32", of: "number", phrase: "a whole number of 32 bits" }],
  ["int64", { test: "isInt64", of: "number", phrase: "a whole number of at most 53 bits, so that no digit is lost" }],
]);
