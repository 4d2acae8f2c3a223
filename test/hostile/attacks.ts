import type { Random } from "../simulation/random.js";
import type { Attack } from "./attack.js";
import { ambiguousRequest, noRequest, wholeRequest } from "./requests.js";

type Make = (random: Random) => Attack;

const MAX_PIPELINED = 12;

/** How often each is tried, in percent. */
const MAKERS: readonly (readonly [percent: number, make: Make])[] = [
  [56, whole],
  [8, pipelined],
  [10, cutOff],
  [8, abandoned],
  [9, ambiguous],
  [6, garbage],
  [3, behind],
];

/** One attack; the same for the same numbers. */
export function makeAttack(random: Random): Attack {
  let left = random.below(100);
  for (const [percent, make] of MAKERS) {
    left -= percent;
    if (left < 0) return make(random);
  }
  throw new Error("the percentages are less than a hundred");
}

/** A request by itself, in one piece or in many. */
function whole(random: Random): Attack {
  const request = wholeRequest(random);
  const pieces = split(random, request.bytes);
  // Who says that nothing more comes counts as gone (docs/security.md), but may be answered.
  if (random.chance(10)) return { name: "half-closed", pieces, ending: "half-close", requests: [], begun: request };
  return { name: "whole", pieces, ending: "wait", requests: [request] };
}

/** Many at once. */
function pipelined(random: Random): Attack {
  const requests = [];
  while (requests.length < 2 + random.below(MAX_PIPELINED)) {
    const request = wholeRequest(random);
    if (request.refusals.length === 0 && request.bytes.length < 10_000) requests.push(request);
  }
  const bytes = Buffer.concat(requests.map((request) => request.bytes));
  return { name: "pipelined", pieces: split(random, bytes), ending: "wait", requests };
}

/** The connection ends in the midst of a request. */
function cutOff(random: Random): Attack {
  let begun = wholeRequest(random);
  // Whether its answer has a body would depend on where the request is cut.
  while (begun.method === "HEAD") begun = wholeRequest(random);
  const part = begun.bytes.subarray(0, random.below(begun.bytes.length));
  return { name: "cut off", pieces: split(random, part), ending: "half-close", requests: [], begun };
}

/** The client is gone before it could be answered. */
function abandoned(random: Random): Attack {
  const { bytes } = wholeRequest(random);
  const part = random.chance(50) ? bytes : bytes.subarray(0, random.below(bytes.length));
  return { name: "abandoned", pieces: split(random, part), ending: "reset", requests: [] };
}

function ambiguous(random: Random): Attack {
  const begun = ambiguousRequest(random);
  return { name: "ambiguous", pieces: [begun.bytes], ending: "half-close", requests: [], begun };
}

function garbage(random: Random): Attack {
  return { name: "garbage", pieces: split(random, noRequest(random)), ending: "half-close", requests: [] };
}

/** Garbage behind a request that is one: its answer comes first. */
function behind(random: Random): Attack {
  let request = wholeRequest(random);
  while (request.refusals.length > 0) request = wholeRequest(random);
  const bytes = Buffer.concat([request.bytes, noRequest(random)]);
  return { name: "behind", pieces: [bytes], ending: "wait", requests: [request] };
}

function split(random: Random, bytes: Buffer): readonly Buffer[] {
  if (random.chance(70)) return [bytes];
  const at = random.below(bytes.length);
  const then = at + random.below(20);
  return [bytes.subarray(0, at), bytes.subarray(at, then), bytes.subarray(then)].filter(({ length }) => length > 0);
}
