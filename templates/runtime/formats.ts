/** Formats of JSON Schema 2020-12 validation section 7.3 and of OpenAPI that are asserted. All run in linear time. */

// Each whole, not put together from parts: a browser's bundle then holds just the one that it needs.
const DATE = /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/;
const TIME = /^([01]\d|2[0-3]):[0-5]\d:([0-5]\d|60)(\.\d+)?(z|[+-]([01]\d|2[0-3]):[0-5]\d)$/i;
const DATE_TIME =
  /^\d{4}-(0[1-9]|1[0-2])-\d\dt([01]\d|2[0-3]):[0-5]\d:([0-5]\d|60)(\.\d+)?(z|[+-]([01]\d|2[0-3]):[0-5]\d)$/i;

/** RFC 3339 `full-date`. */
export function isDate(text: string): boolean {
  return DATE.test(text) && hasDay(text);
}

/** RFC 3339 `full-time`; second 60 only where it ends a UTC day. */
export function isTime(text: string): boolean {
  return TIME.test(text) && hasSecond(`2000-01-02t${text}`);
}

/** RFC 3339 `date-time`, with any number of digits after the second. */
export function isDateTime(text: string): boolean {
  return DATE_TIME.test(text) && hasDay(text) && hasSecond(text);
}

function hasDay(text: string): boolean {
  const day = Number(text.slice(8, 10));
  return day > 0 && (day < 29 || new Date(text.slice(0, 10)).getUTCDate() === day);
}

function hasSecond(text: string): boolean {
  return text.charAt(17) !== "6" || new Date(text.toUpperCase().replace(":60", ":59")).toISOString().includes("T23:59");
}

/** RFC 3339 appendix A `duration`. */
export function isDuration(text: string): boolean {
  return /^P(?!$)(?:\d+W|(?:\d+Y)?(?:\d+M)?(?:\d+D)?(?:T(?=\d)(?:\d+H)?(?:\d+M)?(?:\d+S)?)?)$/.test(text);
}

/** RFC 4122 in text form, any variant. */
export function isUuid(text: string): boolean {
  return /^[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$/i.test(text);
}

/** RFC 5321 `Mailbox`, ASCII only: a dot-atom or quoted local part, a host name or an address literal. */
export function isEmail(text: string): boolean {
  const at = text.lastIndexOf("@");
  const local = text.slice(0, at);
  const domain = text.slice(at + 1);
  if (at < 1 || text.length > 320) return false;
  if (
    !/^[\w!#$%&'*+/=?^`{|}~-]+(?:\.[\w!#$%&'*+/=?^`{|}~-]+)*$/.test(local) &&
    !/^"(?:[ !#-[\]-~]|\\[ -~])*"$/.test(local)
  )
    return false;
  if (!domain.startsWith("[")) return isHostname(domain);
  const literal = domain.slice(1, -1);
  return domain.endsWith("]") && (isIpv4(literal) || (/^ipv6:/i.test(literal) && isIpv6(literal.slice(5))));
}

/** RFC 1123 host name: labels of letters, digits and inner hyphens. */
export function isHostname(text: string): boolean {
  return text.length <= 253 && text.split(".").every((label) => /^[a-z\d](?:[a-z\d-]{0,61}[a-z\d])?$/i.test(label));
}

/** RFC 2673 dotted quad, no leading zeros. */
export function isIpv4(text: string): boolean {
  return /^(?:(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(?:\.(?!$)|$)){4}$/.test(text);
}

/** RFC 4291 section 2.2, without a zone. */
export function isIpv6(text: string): boolean {
  if (text.length > 45) return false;
  const halves = text.split("::");
  if (halves.length > 2) return false;
  const groups = halves.flatMap((half) => (half === "" ? [] : half.split(":")));
  const last = groups.at(-1) ?? "";
  const endsInIpv4 = last.includes(".") && !text.endsWith("::");
  if (endsInIpv4 && !isIpv4(last)) return false;
  const size = groups.length + (endsInIpv4 ? 1 : 0);
  const words = endsInIpv4 ? groups.slice(0, -1) : groups;
  return words.every((word) => /^[\da-f]{1,4}$/i.test(word)) && (halves.length === 2 ? size < 8 : size === 8);
}

/**
 * Most URIs in use: scheme, host name, port, path and query, nothing escaped. Only saves the time of looking closer.
 */
const PLAIN_URI = /^[A-Za-z][A-Za-z\d+.-]*:\/\/[\w.-]*(?::\d*)?(?:[/?][\w.~:/?@!$&'()*+,;=-]*)?$/;

/** RFC 3986 `URI`: absolute, with a scheme. */
export function isUri(text: string): boolean {
  if (PLAIN_URI.test(text)) return true;
  const scheme = /^[a-z][a-z\d+.-]*:/i.exec(text);
  return scheme !== null && isRelativePart(text.slice(scheme[0].length));
}

/** RFC 3986 `URI-reference`: a URI or a relative reference. */
export function isUriReference(text: string): boolean {
  if (isUri(text)) return true;
  return isRelativePart(text) && !(text.split(/[/?#]/, 1)[0] ?? "").includes(":");
}

function isRelativePart(text: string): boolean {
  if (!/^(?:[\w.~:/?#[\]@!$&'()*+,;=-]|%[\da-f]{2})*$/i.test(text) || text.indexOf("#") !== text.lastIndexOf("#"))
    return false;
  if (!text.startsWith("//")) return !/[[\]]/.test(text);
  const end = text.slice(2).search(/[/?#]/);
  const authority = end < 0 ? text.slice(2) : text.slice(2, end + 2);
  return isAuthority(authority) && !/[[\]]/.test(text.slice(authority.length + 2));
}

/** RFC 3986 section 3.2: `[userinfo@]host[:port]`. */
function isAuthority(text: string): boolean {
  const at = text.lastIndexOf("@");
  const user = text.slice(0, Math.max(at, 0));
  const [, host = "", port] = /^(\[[^\]]*\]|[^:]*)(:\d*)?$/.exec(text.slice(at + 1)) ?? [];
  if (/[@[\]]/.test(user) || host.length + (port ?? "").length !== text.length - at - 1) return false;
  if (!host.startsWith("[")) return !/[[\]]/.test(host);
  return isIpv6(host.slice(1, -1)) || /^v[\da-f]+\.[\w.~!$&'()*+,;=:-]+$/i.test(host.slice(1, -1));
}

/** ECMA-262 regular expression, as with the flag `u`. */
export function isRegex(text: string): boolean {
  try {
    return new RegExp(text, "u") instanceof RegExp;
  } catch {
    return false;
  }
}

/** RFC 6901 in string form. */
export function isJsonPointer(text: string): boolean {
  return /^(?:\/(?:[^~/]|~[01])*)*$/.test(text);
}

/** RFC 4648 section 4, padded (OpenAPI's `byte`). */
export function isBase64(text: string): boolean {
  return text.length % 4 === 0 && !/[^A-Za-z\d+/=]/.test(text) && /^[^=]*={0,2}$/.test(text);
}

/** A whole number of 32 bits, signed (OpenAPI's `int32`). */
export function isInt32(value: number): boolean {
  return Number.isInteger(value) && value >= -(2 ** 31) && value < 2 ** 31;
}

/**
 * A whole number of 64 bits, signed (OpenAPI's `int64`), that a double holds exactly: of a larger one the last digits
 * are lost where JSON is parsed, and nobody can say which number it was.
 */
export function isInt64(value: number): boolean {
  return Number.isSafeInteger(value);
}
