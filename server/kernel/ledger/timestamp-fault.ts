import { isDate } from "../timestamp.js";

const LAYOUT = "2006-01-02T15:04:05.999999999Z07:00";

interface Element {
  /** How the layout spells it. */
  readonly layout: string;
  readonly pattern: RegExp;
  readonly name?: "year" | "month" | "day" | "hour" | "minute" | "second";
  readonly limit?: readonly [number, number];
}

const ELEMENTS: readonly Element[] = [
  { layout: "2006", pattern: /^\d{4}/, name: "year" },
  { layout: "-", pattern: /^-/ },
  { layout: "01", pattern: /^\d\d/, name: "month", limit: [1, 12] },
  { layout: "-", pattern: /^-/ },
  { layout: "02", pattern: /^\d\d/, name: "day" },
  { layout: "T", pattern: /^T/ },
  { layout: "15", pattern: /^\d\d/, name: "hour", limit: [0, 23] },
  { layout: ":", pattern: /^:/ },
  { layout: "04", pattern: /^\d\d/, name: "minute", limit: [0, 59] },
  { layout: ":", pattern: /^:/ },
  { layout: "05", pattern: /^\d\d/, name: "second", limit: [0, 59] },
  { layout: ".999999999", pattern: /^(?:[.,]\d+)?/ },
  { layout: "Z07:00", pattern: /^(?:Z|[+-]\d\d:\d\d)/ },
];

/** Why a text is no RFC 3339 time, in the words the reference daemon reports; undefined when it is one. */
export function timestampFault(text: string): string | undefined {
  const fault = (reason: string): string => `parsing time ${JSON.stringify(text)}${reason}`;
  const found = { year: 0, month: 0, day: 0, hour: 0, minute: 0, second: 0 };
  let rest = text;
  for (const { layout, pattern, name, limit } of ELEMENTS) {
    const part = pattern.exec(rest)?.[0];
    if (part === undefined) {
      return fault(` as "${LAYOUT}": cannot parse ${JSON.stringify(rest)} as ${JSON.stringify(layout)}`);
    }
    if (name !== undefined) found[name] = Number(part);
    if (name !== undefined && limit !== undefined && (found[name] < limit[0] || found[name] > limit[1])) {
      return fault(`: ${name} out of range`);
    }
    rest = rest.slice(part.length);
  }
  if (rest !== "") return fault(`: extra text: ${JSON.stringify(rest)}`);
  return isDate(found.year, found.month, found.day) ? undefined : fault(": day out of range");
}
