import { expect, it } from "vitest";

import type { LedgerEvent } from "../kernel/ledger/event.js";
import type { Line } from "../kernel/ledger/lines.js";
import { whileTelling, withProgress } from "./progress.js";

it("says once a second how far reading has come, and nothing in the first", () => {
  const said: string[] = [];
  let visits = 0;
  let now = 0;
  const clock = { now: () => 0, elapsedMs: () => now };
  const visit = withProgress(
    () => visits++,
    clock,
    (text) => said.push(text),
  );
  const event: LedgerEvent = {
    schema_version: 1,
    event_id: "e",
    request_id: "r",
    job_id: "j",
    event_type: "t",
    occurred_at: "2026-04-28T11:00:00Z",
    actor: "a",
  };
  const line = (offset: number): Line => ({ number: 1, offset, length: 0, bytes: undefined, terminated: true });
  for (let count = 1; count <= 10_000; count++) {
    now = count / 4;
    visit(event, 0, line(count * 1024));
  }
  expect([visits, said]).toEqual([
    10_000,
    ["ledger: 4096 events in 4 MiB read\n", "ledger: 8192 events in 8 MiB read\n"],
  ]);
});

it("says every second that work goes on, until it is done", async () => {
  const said: string[] = [];
  let waiting: (() => void) | undefined;
  const scheduler = {
    soon: (task: () => void): void => task(),
    after: (_: number, task: () => void): (() => void) => {
      waiting = task;
      return () => (waiting = undefined);
    },
  };
  const outcome = await whileTelling("working", { scheduler, say: (text) => said.push(text) }, async () => {
    expect(said).toEqual([]);
    waiting?.();
    waiting?.();
    return "done";
  });
  expect([outcome, said, waiting]).toEqual(["done", ["working: 1 s\n", "working: 2 s\n"], undefined]);
});
