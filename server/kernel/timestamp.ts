let lastMs = Number.NaN;
let lastText = "";

/** RFC 3339 in UTC, trailing zeros of the fraction trimmed: `2026-04-28T12:00:00.12Z`. */
export function formatTimestamp(ms: number): string {
  if (ms !== lastMs) {
    lastText = new Date(ms).toISOString().replace(/\.?0+Z$/, "Z");
    lastMs = ms;
  }
  return lastText;
}

const RFC_3339 = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:[.,](\d+))?(?:Z|([+-])(\d\d):(\d\d))$/;

/**
 * Milliseconds since the epoch, fractions of a millisecond rounded up so that a later event never sorts before an
 * earlier one; undefined when the text is not RFC 3339 with a zone.
 */
export function parseTimestamp(text: string): number | undefined {
  const known = lastParsed === "" || !text.startsWith(lastParsed) ? undefined : sameSecond(text);
  return known ?? parseFully(text);
}

/** Milliseconds of a text that shares date and second with the one parsed last, if it has the form we write. */
function sameSecond(text: string): number | undefined {
  const { length } = text;
  if (length > 24 || text.charCodeAt(length - 1) !== 0x5a) return undefined;
  if (length === 20) return lastParsedMs;
  if (length < 22 || text.charCodeAt(19) !== 0x2e) return undefined;
  let fraction = 0;
  for (let index = 20; index < 23; index++) {
    const digit = index < length - 1 ? text.charCodeAt(index) - 0x30 : 0;
    if (digit < 0 || digit > 9) return undefined;
    fraction = fraction * 10 + digit;
  }
  return lastParsedMs + fraction;
}

let lastParsed = "";
let lastParsedMs = 0;

function parseFully(text: string): number | undefined {
  const match = RFC_3339.exec(text);
  if (match === null) return undefined;
  const [, year, month, day, hour, minute, second, fraction, sign, offsetHour, offsetMinute] = match;
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return undefined;
  if (Number(offsetHour ?? 0) > 24 || Number(offsetMinute ?? 0) > 59) return undefined;
  if (!isDate(Number(year), Number(month), Number(day))) return undefined;
  const moment = new Date(0);
  moment.setUTCFullYear(Number(year), Number(month) - 1, Number(day));
  moment.setUTCHours(Number(hour), Number(minute), Number(second));
  const offsetMs = (Number(offsetHour ?? 0) * 60 + Number(offsetMinute ?? 0)) * 60_000;
  const fractionMs = fraction === undefined ? 0 : Math.ceil(Number(`0.${fraction}`) * 1000);
  if (sign === undefined) [lastParsed, lastParsedMs] = [text.slice(0, 19), moment.getTime()];
  return moment.getTime() + fractionMs - (sign === "-" ? -offsetMs : offsetMs);
}

/** True for a day that exists in the proleptic Gregorian calendar. */
export function isDate(year: number, month: number, day: number): boolean {
  if (month < 1 || month > 12 || day < 1) return false;
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  const days = month === 2 ? (leap ? 29 : 28) : [4, 6, 9, 11].includes(month) ? 30 : 31;
  return day <= days;
}
