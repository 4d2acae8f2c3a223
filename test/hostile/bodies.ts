import { gzipSync } from "node:zlib";

import type { Random } from "../simulation/random.js";

/** Texts that are no ordinary ids. */
const IDS = [
  "",
  " ",
  " a ",
  "a b",
  "\\ud800",
  "\\udfff\\ud800",
  "\\u0000",
  "a".repeat(5_000),
  "../../etc/passwd",
  "💥",
  "%00",
  "\\u2028",
];
/** Values where the contract wants another. */
const VALUES = [
  "null",
  "true",
  "0",
  "-0",
  "1e400",
  "-1e999",
  "9007199254740993",
  '""',
  "[]",
  "{}",
  '"\\ud83d"',
  "[[]]",
];
const TYPES = ["rpi.run", "dream.run", "wiki.forge", "openclaw.snapshot", "nope", "", "RPI.RUN", " rpi.run"];
/** Members that a careless merge takes for something else. */
const POLLUTION = [
  '{"__proto__":{"admin":true},"job_type":"nope"}',
  '{"constructor":{"prototype":{"admin":true}},"job_type":"nope"}',
  '{"job_type":"nope","payload":{"__proto__":{"toString":1,"then":1}}}',
  '{"toString":1,"valueOf":1,"hasOwnProperty":1,"then":1,"job_type":"nope"}',
  '{"__proto__":null,"job_id":"__proto__"}',
  '{"job_id":"constructor","job_type":"hasOwnProperty"}',
];
const MAX_DEPTH = 60_000;

/** What a body is made of. */
type Make = (random: Random) => Buffer;

const MAKERS: readonly Make[] = [
  (random) => text(random.pick(POLLUTION)),
  (random) =>
    text(`{"job_type":"${random.pick(TYPES)}","job_id":"${random.pick(IDS)}","request_id":"${random.pick(IDS)}"}`),
  (random) => text(`{"${random.pick(["job_type", "job_id", "payload", "reason"])}":${random.pick(VALUES)}}`),
  (random) => text(random.pick(VALUES)),
  // Accepted at most once, so that the ledger stays short, but decided every time that it is not.
  (random) => {
    const index = random.below(VALUES.length);
    return text(`{"job_type":"rpi.run","idempotency_key":"value-${index}","payload":{"x":${VALUES[index] ?? ""}}}`);
  },
  (random) => nested(random, "[", "]"),
  (random) => nested(random, '{"a":', "}"),
  (random) => text(`{"job_type":"rpi.run","idempotency_key":"one","payload":{"${"k".repeat(random.below(300))}":1}}`),
  (random) => text(`{"worker":"w","request_id":"${random.pick(IDS)}","lease_ms":${random.pick(VALUES)},"wait_ms":1}`),
  (random) => {
    const claim = `{"job_id":"one","claim_token":"${random.pick(IDS)}","lease_epoch":${random.pick(VALUES)}}`;
    return text(`{"worker":"w","claim":${claim},"failure":{"code":"lost","message":"${random.pick(IDS)}"}}`);
  },
  (random) => text(`{"job_id":"one","reason":"${random.pick(IDS)}"}`),
  (random) => text('{"job_type":"rpi.run"}').subarray(0, random.below(22)),
  () => text('{"job_type":"nope"} {"job_type":"nope"}'),
  () => text('\ufeff{"job_type":"nope"}'),
  () => text(`{${Array.from({ length: 2_000 }, (_, index) => `"m${index}":${index}`).join(",")},"job_type":"nope"}`),
  () => text(`{"job_type":"nope","job_type":"nope","payload":{},"payload":[]}`),
  (random) => Buffer.concat([text('{"job_id":"'), bytes(random, 40), text('","job_type":"nope"}')]),
  () => Buffer.from([0x7b, 0x22, 0x61, 0x22, 0x3a, 0x22, 0xc3, 0x28, 0xed, 0xa0, 0x80, 0x22, 0x7d]),
  () => Buffer.from('{"job_type":"nope"}', "utf16le"),
  () => gzipSync('{"job_type":"nope"}'),
  (random) => bytes(random, 400),
  () => Buffer.alloc(0),
];

/** Just below, at and above what the daemon takes, seldom: each costs as much as a thousand others. */
function large(random: Random): Buffer {
  const length = 1024 * 1024 + random.pick([-1, 0, 1, 4_096]);
  return text(`{"job_type":"nope","payload":{"x":"${"a".repeat(length)}`.slice(0, length - 3) + '"}}');
}

/** A body that no client of ours would send. */
export function hostileBody(random: Random): Buffer {
  return random.below(400) === 0 ? large(random) : random.pick(MAKERS)(random);
}

/** Bytes of chance. */
export function bytes(random: Random, limit: number): Buffer {
  return Buffer.from(Array.from({ length: random.below(limit) }, () => random.below(256)));
}

function nested(random: Random, open: string, close: string): Buffer {
  const depth = random.pick([20, 999, 1_001, 5_000, random.below(MAX_DEPTH)]);
  const shut = random.chance(80) ? close.repeat(depth) : "";
  return text(`{"job_type":"rpi.run","idempotency_key":"deep","payload":${open.repeat(depth)}1${shut}}`);
}

function text(value: string): Buffer {
  return Buffer.from(value);
}
