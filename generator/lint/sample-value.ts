import { ARRAY, BOOLEAN, NULL, NUMBER, OBJECT, STRING } from "../model/type-set.js";
import { itemOf, memberOf } from "../compatibility/schema/members.js";
import { isPureUnion, type NormalSchema } from "../compatibility/schema/normal-schema.js";

const MAX_DEPTH = 8;

const BY_FORMAT: Readonly<Record<string, string>> = {
  date: "2026-04-28",
  time: "12:00:00Z",
  "date-time": "2026-04-28T12:00:00Z",
  duration: "PT1S",
  uuid: "123e4567-e89b-12d3-a456-426614174000",
  email: "a@example.org",
  hostname: "example.org",
  ipv4: "192.0.2.1",
  ipv6: "2001:db8::1",
  uri: "https://example.org/",
  byte: "YQ==",
};

/**
 * A small value that is likely to be valid: only what is required, and as little of it as is allowed. Undefined where
 * none comes to mind. Whoever uses it checks it first.
 */
export function sampleValue(schema: NormalSchema, depth = 0): unknown {
  if (schema.values !== undefined) return [...schema.values.values()][0];
  if (depth > MAX_DEPTH) return undefined;
  if (isPureUnion(schema)) {
    const [branch] = schema.unions[0]?.branches ?? [];
    return branch === undefined ? undefined : sampleValue(schema.normalizer.of([branch]), depth + 1);
  }
  if ((schema.types & OBJECT) !== 0) return sampleObject(schema, depth);
  if ((schema.types & STRING) !== 0) return sampleText(schema);
  if ((schema.types & NUMBER) !== 0) return sampleNumber(schema);
  if ((schema.types & ARRAY) !== 0) return sampleArray(schema, depth);
  if ((schema.types & BOOLEAN) !== 0) return true;
  return (schema.types & NULL) === 0 ? undefined : null;
}

function sampleObject(schema: NormalSchema, depth: number): unknown {
  const entries = [...schema.required].map((name) => [name, sampleValue(memberOf(schema, name).normal, depth + 1)]);
  return entries.some(([, value]) => value === undefined) ? undefined : Object.fromEntries(entries);
}

function sampleArray(schema: NormalSchema, depth: number): unknown {
  const length = schema.bounds.get("minItems")?.value ?? 0;
  if (length > MAX_DEPTH) return undefined;
  const items = Array.from({ length }, (_, index) => sampleValue(itemOf(schema, index), depth + 1));
  return items.includes(undefined) ? undefined : items;
}

function sampleText({ formats, bounds }: NormalSchema): string {
  const formatted = formats.map((format) => BY_FORMAT[format]).find((text) => text !== undefined);
  return formatted ?? "a".repeat(Math.min(bounds.get("minLength")?.value ?? 1, 1000));
}

function sampleNumber({ bounds, multiples }: NormalSchema): number {
  const [low, high] = [bounds.get("minimum"), bounds.get("maximum")];
  const step = multiples[0] ?? 1;
  if (low !== undefined) return Math.ceil(low.value / step) * step + (low.isExclusive ? step : 0);
  return high === undefined || high.value > 1
    ? step
    : Math.floor(high.value / step) * step - (high.isExclusive ? step : 0);
}
