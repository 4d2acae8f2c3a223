import type { Cursor } from "../document/cursor.js";

/** The day until which something deprecated stays, as `x-sunset` tells it. */
export interface Sunset {
  /** As written. */
  readonly text: string;
  /** `2026-04-28`; absent when the text is not a date (RFC 3339 `full-date` or `date-time`). */
  readonly day: string | undefined;
}

/** What `x-sunset` says at a place; undefined when it says nothing. */
export function sunsetOf(cursor: Cursor): Sunset | undefined {
  const found = cursor.get("x-sunset");
  if (found === undefined) return undefined;
  const text = String(found.value);
  const day = /^(\d{4}-\d{2}-\d{2})(T.*)?$/.exec(text)?.[1];
  return { text, day: day !== undefined && !Number.isNaN(Date.parse(day)) ? day : undefined };
}

/** True when what is deprecated may go: it names no day, or the day has come. */
export function isDue(cursor: Cursor, today: string): boolean {
  const sunset = sunsetOf(cursor);
  return sunset === undefined || (sunset.day !== undefined && sunset.day <= today);
}
