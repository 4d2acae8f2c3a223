import type { Random } from "../simulation/random.js";
import type { SentRequest } from "./attack.js";
import { bytes, hostileBody } from "./bodies.js";

/** A request in one piece. */
export interface WholeRequest extends SentRequest {
  readonly bytes: Buffer;
}

export const TOKEN = "hostile-token";

const POSTS = [
  "/v1/jobs",
  "/jobs",
  "/v1/jobs/cancel",
  "/jobs/cancel",
  "/openclaw/v1/triggers/jobs",
  "/v1/worker/claim",
  "/v1/worker/heartbeat",
  "/v1/worker/complete",
  "/v1/worker/fail",
];
const GETS = ["/v1/health", "/health", "/v1/ready", "/ready", "/v1/events", "/openclaw/v1/health", "/openclaw/v1/wiki"];
/** Their replies grow with the jobs. */
const LARGE = ["/v1/status", "/openclaw/v1/snapshot/latest", "/openclaw/v1/jobs"];
const QUERIES = [
  "?limit=0",
  "?limit=1",
  "?limit=-1",
  "?limit=1e9",
  "?limit=1&limit=2",
  "?since=",
  "?since=nope",
  "?since=%zz",
  "?%",
  "?a=%00",
  "?__proto__[x]=1",
  "?limit[]=1",
  "?#",
];
const ODD_TARGETS = [
  "/",
  "//",
  "/v1",
  "/v1/jobs/",
  "/v1/../v1/health",
  "/%2e%2e/",
  "/V1/health",
  "/v1/health%00",
  "/%zz",
  "/%",
  "/v1/job%73",
  "/\\",
  "/v1/jobs/__proto__",
  "/constructor",
  "/v1//health",
  "/;",
  "/v1/health;a=b",
  "/~",
  "/v1/health/.",
  "/'\"<>",
];
const METHODS = ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "HEAD", "PROPFIND", "M-SEARCH", "PURGE"];
const OWN_HOSTS = ["127.0.0.1", "localhost:1", "[::1]:80", "LOCALHOST", "a.localhost", ""];
const FOREIGN_HOSTS = [
  "evil.example",
  "127.0.0.1.evil.example",
  "localhost.evil",
  "10.0.0.1:80",
  "[::2]",
  "a b",
  "@127.0.0.1",
  "127.0.0.1:80:80",
  "0",
];
/** Of a target that is a URI: it counts in place of the Host. */
const FOREIGN = "http://evil.example";
const ODD_HEADERS = [
  "Origin: http://evil.example",
  "Sec-Fetch-Site: cross-site",
  "X-Request-Id: ../../\\..",
  `X-Request-Id: ${"r".repeat(4_000)}`,
  "X-Forwarded-For: 8.8.8.8",
  "X-Forwarded-Host: evil.example",
  "X-Original-URL: /v1/jobs",
  "X-HTTP-Method-Override: DELETE",
  "Content-Encoding: gzip",
  "Content-Type: text/html; charset=utf-7",
  "Content-Type: ,;=",
  "Accept: image/png;q=0",
  "Accept-Encoding: gzip, br",
  "Range: bytes=0-0",
  "If-None-Match: *",
  "TE: trailers",
  "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: AAAA==\r\nSec-WebSocket-Version: 13",
  "Upgrade: h2c\r\nHTTP2-Settings: AAMAAABk\r\nConnection: Upgrade, HTTP2-Settings",
  "Cookie: a=b; __proto__=1",
  "__proto__: x",
  "constructor: x",
  "X-AgentOps-Failpoint: before_append",
  "traceparent: 00-ffffffffffffffffffffffffffffffff-ffffffffffffffff-ff",
  "traceparent: nonsense",
];

/** A request as HTTP has it, if not as anybody would send it. It has to be answered. */
export function wholeRequest(random: Random): WholeRequest {
  const isPost = random.chance(45);
  const method = random.chance(10) ? random.pick(METHODS) : isPost ? "POST" : "GET";
  const target = pickTarget(random, isPost);
  const host = hostHeader(random, method);
  const headers = [`Host: ${host.value}`, ...credentials(random)];
  const refusals = [...host.refusals];
  if (target.startsWith(FOREIGN) && method !== "POST") refusals.push(421);
  while (random.chance(30)) headers.push(random.pick(ODD_HEADERS));
  if (random.chance(2)) headers.push(...Array.from({ length: random.below(1_500) }, () => "A: b"));
  if (random.chance(2)) {
    headers.push("Expect: the-unexpected");
    refusals.push(417);
  }
  const body = method === "POST" || random.chance(5) ? hostileBody(random) : undefined;
  const head = `${method} ${target} HTTP/1.1\r\n${headers.join("\r\n")}\r\n`;
  // Half of what node:http takes is far from its limit, whatever it counts.
  if (head.length > 8_000) refusals.push(431);
  return {
    method,
    target,
    refusals,
    bytes: body === undefined ? Buffer.from(`${head}\r\n`) : framed(random, head, body),
  };
}

function pickTarget(random: Random, isPost: boolean): string {
  if (random.chance(12)) return random.pick(ODD_TARGETS);
  if (random.chance(2)) return `/${"x".repeat(random.below(12_000))}`;
  const path = isPost ? random.pick(POSTS) : random.pick(random.chance(4) ? LARGE : GETS);
  const target = random.chance(20) ? path + random.pick(QUERIES) : path;
  return random.chance(5) ? `${random.pick(["http://127.0.0.1", FOREIGN])}${target}` : target;
}

function hostHeader(random: Random, method: string): { readonly value: string; readonly refusals: readonly number[] } {
  if (random.chance(90)) return { value: random.pick(OWN_HOSTS), refusals: [] };
  return { value: random.pick(FOREIGN_HOSTS), refusals: method === "POST" ? [] : [421] };
}

function credentials(random: Random): readonly string[] {
  if (random.chance(60)) return [`X-AgentOps-Daemon-Token: ${TOKEN}`];
  return random.pick([
    [],
    [`Authorization: Bearer ${TOKEN}`],
    ["Authorization: Basic AAAA"],
    ["X-AgentOps-Daemon-Token: no"],
  ]);
}

/** With a length, or in chunks of any size with extensions and trailers; the one is as good as the other. */
function framed(random: Random, head: string, body: Buffer): Buffer {
  if (random.chance(70)) return Buffer.concat([Buffer.from(`${head}Content-Length: ${body.length}\r\n\r\n`), body]);
  const parts: Buffer[] = [Buffer.from(`${head}Transfer-Encoding: chunked\r\n\r\n`)];
  for (let offset = 0; offset < body.length;) {
    const chunk = body.subarray(offset, offset + 1 + random.below(body.length > 5_000 ? 200_000 : 500));
    const extension = random.chance(10) ? ";a=b" : "";
    parts.push(Buffer.from(`${chunk.length.toString(16)}${extension}\r\n`), chunk, Buffer.from("\r\n"));
    offset += chunk.length;
  }
  const trailer = random.chance(20) ? `X-AgentOps-Daemon-Token: ${TOKEN}\r\n` : "";
  return Buffer.concat([...parts, Buffer.from(`0\r\n${trailer}\r\n`)]);
}

const HEAD = `Host: localhost\r\nX-AgentOps-Daemon-Token: ${TOKEN}\r\n`;
const HIDDEN = "GET /v1/health HTTP/1.1\r\nHost: localhost\r\n\r\n";
/** Shapes that two programs could take for different requests. */
const AMBIGUOUS = [
  `${HEAD}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
  `${HEAD}Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n`,
  `${HEAD}Content-Length: 0\r\nContent-Length: 44\r\n\r\n`,
  `${HEAD}Content-Length: 0, 44\r\n\r\n`,
  `${HEAD}Content-Length: +0\r\n\r\n`,
  `${HEAD}Content-Length: -1\r\n\r\n`,
  `${HEAD}Content-Length: 0x10\r\n\r\n`,
  `${HEAD}Content-Length: 99999999999999999999\r\n\r\n`,
  `${HEAD}Content-Length : 0\r\n\r\n`,
  `${HEAD}Content-Length:\r\n\r\n`,
  `${HEAD}Transfer-Encoding: xchunked\r\n\r\n`,
  `${HEAD}Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n`,
  `${HEAD}Transfer-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
  `${HEAD}Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n`,
  `${HEAD}Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n`,
  `${HEAD}Transfer-Encoding: \x0bchunked\r\n\r\n0\r\n\r\n`,
  `${HEAD}Transfer-Encoding: chunked\r\n\r\nzz\r\n\r\n`,
  `${HEAD}Transfer-Encoding: chunked\r\n\r\n-1\r\n\r\n`,
  `${HEAD}Transfer-Encoding: chunked\r\n\r\nffffffffffffffff1\r\n`,
  `${HEAD}Transfer-Encoding: chunked\r\n\r\n1\r\nab\r\n0\r\n\r\n`,
  `${HEAD}Transfer-Encoding: chunked\r\n\r\n1;${"x".repeat(20_000)}\r\na\r\n0\r\n\r\n`,
  `${HEAD}Host: evil.example\r\n\r\n`,
  `${HEAD} folded: x\r\n\r\n`,
  `${HEAD}bare\nline: x\r\n\r\n`,
  `${HEAD}nul: \0\r\n\r\n`,
  `${HEAD}no colon\r\n\r\n`,
  `${HEAD}: no name\r\n\r\n`,
  `${HEAD}cr: a\rb\r\n\r\n`,
  `X: no host\r\n\r\n`,
];

/** A request whose end is a matter of opinion; another one is hidden behind it, which must not be answered. */
export function ambiguousRequest(random: Random): WholeRequest {
  const method = random.pick(["POST", "GET", "PUT"]);
  const target = random.pick([...POSTS, ...GETS]);
  const bytes = Buffer.from(`${method} ${target} HTTP/1.1\r\n${random.pick(AMBIGUOUS)}${HIDDEN}`, "latin1");
  return { method, target, refusals: [], bytes };
}

/** Bytes of other protocols, and of none. */
export function noRequest(random: Random): Buffer {
  const fixed = random.pick([
    "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\x12\x04",
    "\x16\x03\x01\x02\0\x01\0\x01\xfc\x03\x03",
    "GET /v1/health\r\n\r\n",
    "GET /v1/health HTTP/1.2\r\nHost: localhost\r\n\r\n",
    "GET /v1/health HTTP/9.9\r\nHost: localhost\r\n\r\n",
    "get /v1/health HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "FOO /v1/health HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "GET /v1/he alth HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "GET /v1/health\0 HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "CONNECT evil.example:443 HTTP/1.1\r\nHost: evil.example\r\n\r\n",
    "\r\n\r\n\r\n",
    `GET /${"x".repeat(70_000)} HTTP/1.1\r\n`,
    `GET / HTTP/1.1\r\nHost: localhost\r\nX: ${"x".repeat(70_000)}`,
    `GET / HTTP/1.1\r\nHost: localhost\r\n${"A: b\r\n".repeat(20_000)}`,
  ]);
  return random.chance(70) ? Buffer.from(fixed, "latin1") : bytes(random, 600);
}
