import { IncomingMessage } from "node:http";
import { Socket } from "node:net";

import { describe, expect, it } from "vitest";

import { refuseForeignHost } from "./foreign-host.js";

function isRefused(method: string, host?: string): boolean {
  const request = new IncomingMessage(new Socket());
  request.method = method;
  if (host !== undefined) request.headers.host = host;
  return refuseForeignHost(request)?.status === 421;
}

describe("refuseForeignHost", () => {
  it.each([
    "127.0.0.1",
    "127.0.0.1:8765",
    "127.1.2.3",
    "localhost",
    "LocalHost:1",
    "localhost.",
    "[::1]:80",
    "[::ffff:127.0.0.1]:80",
    "[::ffff:7f00:1]:80",
    "a.localhost",
    "",
  ])("lets %j pass", (host) => {
    expect(isRefused("GET", host)).toBe(false);
  });

  it.each([
    "evil.example",
    "evil.example:8765",
    "127.0.0.1.evil.example",
    "localhost.evil",
    "10.0.0.1",
    "[::2]",
    "[::ffff:8000:1]",
    "[::ffff:7f00:1:1]",
    "0",
    "a@localhost",
    "127.0.0.1:80:80",
    "::1",
  ])("refuses %j, but for mutations, which have a policy", (host) => {
    expect([isRefused("GET", host), isRefused("HEAD", host), isRefused("POST", host)]).toEqual([true, true, false]);
  });

  it("lets a request without a Host pass: no browser sends one", () => {
    expect(isRefused("GET")).toBe(false);
  });
});
