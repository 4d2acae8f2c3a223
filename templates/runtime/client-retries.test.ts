import { describe, expect, it } from "vitest";
import type { Fetch } from "./client.js";
import { withRetries, type RetryOptions } from "./client-retries.js";

type Outcome = number | "broken" | { readonly status: number; readonly retryAfter: string };

interface Trial {
  readonly outcomes: readonly Outcome[];
  readonly init?: RequestInit;
  readonly options?: RetryOptions;
}

/** What became of a call whose attempts end as given: its result, the number of attempts, the waits between them. */
async function attempt({
  outcomes,
  init = { method: "GET" },
  options = {},
}: Trial): Promise<{ result: unknown; count: number; waits: number[] }> {
  const waits: number[] = [];
  let count = 0;
  const fetch: Fetch = () => {
    const outcome = outcomes[count] ?? 200;
    count += 1;
    if (outcome === "broken") return Promise.reject(new TypeError("fetch failed"));
    if (typeof outcome === "number") return Promise.resolve(new Response(null, { status: outcome }));
    return Promise.resolve(
      new Response("body", { status: outcome.status, headers: { "retry-after": outcome.retryAfter } }),
    );
  };
  const sleep = (ms: number): Promise<void> => {
    waits.push(ms);
    return Promise.resolve();
  };
  const retrying = withRetries(fetch, {
    sleep,
    random: () => 0,
    now: () => Date.parse("2026-11-21T00:00:00Z"),
    ...options,
  });
  const result = await retrying("http://x/a", init).then(
    (response) => response.status,
    (error: unknown) => String(error),
  );
  return { result, count, waits };
}

describe("repeats", () => {
  it.each([429, 502, 503, 504, "broken"] as const)("after %s", async (outcome) => {
    expect(await attempt({ outcomes: [outcome, outcome] })).toEqual({ result: 200, count: 3, waits: [200, 400] });
  });

  it("as often as told, and gives the last outcome", async () => {
    expect(await attempt({ outcomes: [503, 503, 503, 503] })).toMatchObject({ result: 503, count: 3 });
    expect(await attempt({ outcomes: [503, "broken"], options: { attempts: 2 } })).toMatchObject({
      result: "TypeError: fetch failed",
      count: 2,
    });
    expect(await attempt({ outcomes: [503], options: { attempts: 1 } })).toMatchObject({ result: 503, count: 1 });
  });

  it("with a growing wait, up to half of it off, never longer than the longest", async () => {
    const options = { attempts: 5, delayMs: 100, maxDelayMs: 300, random: () => 0.5 };
    expect((await attempt({ outcomes: [503, 503, 503, 503], options })).waits).toEqual([75, 150, 225, 225]);
  });
});

describe("does not repeat", () => {
  it.each([200, 400, 404, 500, 501])("after %s", async (status) => {
    expect(await attempt({ outcomes: [status] })).toMatchObject({ result: status, count: 1 });
  });

  it.each(["POST", "PATCH"])("%s, unless it is marked", async (method) => {
    expect(await attempt({ outcomes: [503], init: { method } })).toMatchObject({ result: 503, count: 1 });
    expect(await attempt({ outcomes: ["broken"], init: { method } })).toMatchObject({ count: 1 });
    const options: RetryOptions = { isRepeatable: (name, url) => name === method && url.endsWith("/a") };
    expect(await attempt({ outcomes: [503], init: { method }, options })).toMatchObject({ result: 200, count: 2 });
  });

  it("a body that is a stream", async () => {
    expect(await attempt({ outcomes: [503], init: { method: "PUT", body: new ReadableStream() } })).toMatchObject({
      count: 1,
    });
    expect(await attempt({ outcomes: [503], init: { method: "PUT", body: "text" } })).toMatchObject({ count: 2 });
  });

  it("what was aborted", async () => {
    const init = { method: "GET", signal: AbortSignal.abort() };
    expect(await attempt({ outcomes: ["broken"], init })).toMatchObject({
      result: "TypeError: fetch failed",
      count: 1,
    });
  });
});

describe("Retry-After", () => {
  it.each([
    ["seconds", "3", 3000],
    ["a date", "Sat, 21 Nov 2026 00:00:07 GMT", 7000],
    ["a date that is past", "Sat, 21 Nov 2026 00:00:00 GMT", 200],
    ["less than the back-off", "0", 200],
    ["nonsense", "soon", 200],
  ])("is obeyed: %s", async (_name, retryAfter, wait) => {
    expect(await attempt({ outcomes: [{ status: 503, retryAfter }] })).toEqual({
      result: 200,
      count: 2,
      waits: [wait],
    });
  });

  it("is left to the caller when it asks for too much", async () => {
    expect(await attempt({ outcomes: [{ status: 429, retryAfter: "60" }] })).toEqual({
      result: 429,
      count: 1,
      waits: [],
    });
  });
});

it("stops waiting when the signal is aborted", async () => {
  const controller = new AbortController();
  const fetch: Fetch = () => {
    queueMicrotask(() => controller.abort(new Error("enough")));
    return Promise.resolve(new Response(null, { status: 503, headers: { "retry-after": "10" } }));
  };
  await expect(withRetries(fetch)("http://x", { method: "GET", signal: controller.signal })).rejects.toThrow("enough");
});
