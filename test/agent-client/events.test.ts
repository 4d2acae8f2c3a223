import { afterEach, beforeEach, expect, it } from "vitest";
import { followEvents, readEvents } from "../../client/jobspec/events.js";
import { submitDurably } from "../../client/jobspec/submit.js";
import type { LedgerEvent } from "../../generated/jobspec/types.js";
import type { Fetch } from "../../generated/runtime/client.js";
import { freePort } from "../free-port.js";
import { jumpingTime, losing, RestartableDaemon } from "./daemon.js";

let daemon = new RestartableDaemon();
let submitted = 0;

beforeEach(async () => {
  submitted = 0;
  daemon = new RestartableDaemon();
  await daemon.start();
});
afterEach(() => daemon.stop());

async function submit(count: number): Promise<void> {
  for (let index = 0; index < count; index += 1) {
    await submitDurably(daemon.client(), { job_type: "rpi.run", job_id: `job-${submitted++}` });
  }
}

async function take(events: AsyncIterable<LedgerEvent>, count = Infinity): Promise<string[]> {
  const ids: string[] = [];
  if (count === 0) return ids;
  for await (const event of events) if (ids.push(event.event_id) >= count) break;
  return ids;
}

async function stored(): Promise<string[]> {
  return (await daemon.events()).map(({ event_id }) => event_id);
}

it.each([1, 3, 1_000])("gives each event once and in order over restarts, in pages of %i", async (pageSize) => {
  await submit(5);
  const { timing } = jumpingTime(async (wait) => {
    if (wait === 2) await submit(4);
    if (wait === 5) await daemon.stop();
    if (wait === 8) await daemon.start();
    if (wait === 9) await submit(3);
  });
  // Replies that are lost do not cost an event either.
  const client = daemon.client(losing((call) => call % 4 === 0));
  expect(await take(followEvents(client, { timing, pageSize }), 12)).toEqual(await stored());
});

it("goes on from the cursor of somebody else", async () => {
  await submit(6);
  const ids = await stored();
  const { timing } = jumpingTime((wait) => (wait === 1 ? submit(2) : undefined));
  const after = ids[3] ?? "";
  const behind = await take(followEvents(daemon.client(), { after, timing }), 4);
  expect(behind).toEqual((await stored()).slice(4));
});

it("leaves out what it has given when the daemon does not know cursors", async () => {
  await submit(3);
  const ignorant: Fetch = (url, init) => fetch(url.replace(/\?.*/, ""), init);
  const { timing } = jumpingTime((wait) => submit(wait % 2));
  const ids = await take(followEvents(daemon.client(ignorant), { timing, after: (await stored())[0] ?? "" }), 5);
  expect(ids).toEqual((await stored()).slice(1));
});

it("fails for a cursor that the ledger does not hold", async () => {
  await submit(1);
  const events = followEvents(daemon.client(), { after: "evt_other" });
  await expect(take(events)).rejects.toMatchObject({
    code: "cursor-not-found",
    message: "event cursor not found: evt_other",
  });
});

it("asks less often while nothing happens, and ends with its signal", async () => {
  const controller = new AbortController();
  const { timing, waits } = jumpingTime((wait) => {
    if (wait === 6) controller.abort();
  });
  expect(await take(followEvents(daemon.client(), { timing, signal: controller.signal }))).toEqual([]);
  expect(waits).toEqual([150, 300, 600, 1_200, 1_500, 1_500]);
});

it("reads what is there and ends, or fails when nobody is there", async () => {
  await submit(7);
  const { timing } = jumpingTime();
  expect(await take(readEvents(daemon.client(), { pageSize: 3 }))).toEqual(await stored());
  const nobody = { baseUrl: `http://127.0.0.1:${await freePort()}` };
  await expect(take(readEvents(nobody, { timing }))).rejects.toMatchObject({ code: "unavailable" });
});
