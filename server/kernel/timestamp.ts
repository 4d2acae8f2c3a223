import { LedgerError } from "./ledger/ledger.js";

/** The last moment that RFC 3339 can tell, whose years have four digits. */
export const LATEST_MS = Date.parse("9999-12-31T23:59:59.999Z");
/** The first. */
const EARLIEST_MS = Date.parse("0000-01-01T00:00:00Z");

const TOO_LATE = "append ledger: no time behind the year 9999 can be stored";

let lastMs = Number.NaN;
let lastText = "";

/**
 * RFC 3339 in UTC, trailing zeros of the fraction trimmed: `2026-04-28T12:00:00.12Z`. Throws a {@link LedgerError}
 * `not-stored` for a moment behind {@link LATEST_MS}: no reader would take an event of that time.
 */
export function formatTimestamp(ms: number): string {
  if (ms !== lastMs) {
    if (ms > LATEST_MS) throw new LedgerError("not-stored", TOO_LATE);
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
  const known = knownDay !== "" && text.startsWith(knownDay) ? onKnownDay(text) : undefined;
  return known ?? parseFully(text);
}

/**
 * The text of a moment that {@link parseTimestamp} has read, as RFC 3339 has it: a comma before the fraction and an
 * offset of a whole day, which the reference takes too, become a time in UTC.
 */
export function properTimestamp(text: string, ms: number): string {
  if (!/,|[+-]24:/.test(text)) return text;
  return formatTimestamp(Math.min(Math.max(ms, EARLIEST_MS), LATEST_MS));
}

/** `YYYY-MM-DDT` of the text parsed last, and its first millisecond. */
let knownDay = "";
let knownDayMs = 0;

/** Milliseconds of a text on the known day in the form we write; undefined for any other form. */
function onKnownDay(text: string): number | undefined {
  const { length } = text;
  const isForm = length >= 20 && length <= 24 && length !== 21 && text.charCodeAt(length - 1) === UPPER_Z;
  if (!isForm || text.charCodeAt(13) !== COLON || text.charCodeAt(16) !== COLON) return undefined;
  const [hours, minutes, seconds] = [digits(text, 11, 13), digits(text, 14, 16), digits(text, 17, 19)];
  if (!(hours < 24 && minutes < 60 && seconds < 60)) return undefined;
  const whole = knownDayMs + ((hours * 60 + minutes) * 60 + seconds) * 1000;
  if (length === 20) return whole;
  const fraction = digits(text, 20, length - 1) * (length === 22 ? 100 : length === 23 ? 10 : 1);
  return text.charCodeAt(19) === DOT && fraction >= 0 ? whole + fraction : undefined;
}

const DAY_MS = 24 * 60 * 60 * 1000;
const UPPER_Z = 0x5a;
const COLON = 0x3a;
const DOT = 0x2e;
const ZERO = 0x30;

/** The number that these characters write; NaN when one is no digit. */
function digits(text: string, start: number, end: number): number {
  let value = 0;
  for (let index = start; index < end; index++) {
    const digit = text.charCodeAt(index) - ZERO;
    value = digit >= 0 && digit <= 9 ? value * 10 + digit : Number.NaN;
  }
  return value;
}

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
  [knownDay, knownDayMs] = [text.slice(0, 11), Math.floor(moment.getTime() / DAY_MS) * DAY_MS];
  return moment.getTime() + fractionMs - (sign === "-" ? -offsetMs : offsetMs);
}

/** True for a day that exists in the proleptic Gregorian calendar. */
export function isDate(year: number, month: number, day: number): boolean {
  if (month < 1 || month > 12 || day < 1) return false;
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  const days = month === 2 ? (leap ? 29 : 28) : [4, 6, 9, 11].includes(month) ? 30 : 31;
  return day <= days;
}
