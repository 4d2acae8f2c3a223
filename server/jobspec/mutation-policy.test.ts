import { describe, expect, it } from "vitest";

import type { MutationRequest } from "./mutation-policy.js";
import { MutationPolicy, isLoopbackHost, isLoopbackPeer, presentedToken } from "./mutation-policy.js";

const TOKEN = "secret-token";
const RIGHT: MutationRequest = {
  path: "/v1/jobs",
  headers: { "x-agentops-daemon-token": TOKEN },
  peer: "127.0.0.1:51111",
};

describe("MutationPolicy", () => {
  it("names the first rule that fails", () => {
    const policy = new MutationPolicy(TOKEN);
    const everythingWrong = {
      path: "/else",
      peer: "192.0.2.1:1",
      headers: { origin: "http://127.0.0.1:8765", "sec-fetch-site": "Cross-Site", "x-agentops-daemon-token": "wrong" },
    };
    expect(new MutationPolicy(" ").check(everythingWrong)).toBe("mutation token not configured");
    expect(policy.check(everythingWrong)).toBe("path outside mutation scope");
    const here = { ...everythingWrong, path: "/jobs" };
    expect(policy.check(here)).toBe("remote address is not local");
    const local = { ...here, peer: "[::1]:1" };
    expect(policy.check(local)).toBe("browser origin is not trusted");
    const withoutOrigin = { ...local.headers, origin: " " };
    expect(policy.check({ ...local, headers: withoutOrigin })).toBe("browser fetch site is not trusted");
    const sameSite = { ...withoutOrigin, "sec-fetch-site": "same-site" };
    expect(policy.check({ ...local, headers: sameSite })).toBe("mutation token mismatch");
    expect(policy.check(RIGHT)).toBeUndefined();
  });

  it.each([
    [{ "x-agentops-daemon-token": "wrong", authorization: `Bearer ${TOKEN}` }, "no right bearer rescues it"],
    [{ authorization: `bearer ${TOKEN}` }, "the scheme is case-sensitive"],
    [{ authorization: `Basic ${TOKEN}` }, "no other scheme counts"],
    [{ "x-agentops-daemon-token": `${TOKEN}x` }, "a longer token is wrong"],
    [{ "x-agentops-daemon-token": TOKEN.slice(1) }, "a shorter token is wrong"],
    [{}, "a missing token is wrong"],
  ])("refuses %j: %s", (headers, _why) => {
    expect(new MutationPolicy(TOKEN).check({ ...RIGHT, headers })).toBe("mutation token mismatch");
  });

  it.each([{ authorization: `Bearer    ${TOKEN} ` }, { "x-agentops-daemon-token": ` ${TOKEN} ` }])(
    "trims what is presented: %j",
    (headers) => {
      expect(new MutationPolicy(TOKEN).check({ ...RIGHT, headers })).toBeUndefined();
    },
  );

  it.each(["cross-site", "CROSS-SITE", "none, cross-site", "cross-site,none"])("refuses a fetch from %s", (site) => {
    const headers = { ...RIGHT.headers, "sec-fetch-site": site };
    expect(new MutationPolicy(TOKEN).check({ ...RIGHT, headers })).toBe("browser fetch site is not trusted");
  });

  it("falls back to a bearer token when the header is blank", () => {
    expect(presentedToken({ "x-agentops-daemon-token": "  ", authorization: "Bearer b" })).toBe("b");
  });
});

describe("isLoopbackPeer", () => {
  it.each(["", "127.0.0.1:1", "127.8.9.1:1", "localhost:1", "[::1]:1", "[::ffff:127.0.0.1]:1", "[0:0:0:0:0:0:0:1]:1"])(
    "trusts %j",
    (peer) => {
      expect(isLoopbackPeer(peer)).toBe(true);
    },
  );

  it.each(["127.0.0.1", "192.0.2.1:1", "[::2]:1", "[::ffff:192.0.2.1]:1", "::1", "127.0.0.1.evil:1"])(
    "does not trust %j",
    (peer) => {
      expect(isLoopbackPeer(peer)).toBe(false);
    },
  );

  it("knows hosts", () => {
    const own = ["::1", "127.0.0.1", "localhost", "::ffff:7f00:1", "::FFFF:127.8.0.1", "0::0001"];
    expect(own.filter((host) => !isLoopbackHost(host))).toEqual([]);
    const others = ["0.0.0.0", "", "::", "10.0.0.1", "::ffff:8000:1", "::7f00:1", "::1%lo", "1", "::ffff:0:7f00:1"];
    expect(others.filter(isLoopbackHost)).toEqual([]);
  });
});
