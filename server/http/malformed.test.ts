import type { Socket } from "node:net";
import { Duplex } from "node:stream";

import { expect, it } from "vitest";

import { answerMalformed } from "./malformed.js";

it("gives a client that reads nothing no longer than one that does not close", () => {
  const tasks: { delayMs: number; task: () => void }[] = [];
  const scheduler = {
    soon: () => undefined,
    after: (delayMs: number, task: () => void) => {
      tasks.push({ delayMs, task });
      return () => undefined;
    },
  };
  // Takes a text and never says that it is gone, as a socket does whose other side does not read.
  const socket = new Duplex({ read: () => undefined, write: () => undefined });
  // Nothing but a stream's is used of it.
  answerMalformed(socket as Socket, { text: "HTTP/1.1 400 Bad Request", last: undefined, scheduler });
  expect(tasks.map(({ delayMs }) => delayMs)).toEqual([1_000]);
  expect(socket.destroyed).toBe(false);
  tasks[0]?.task();
  expect(socket.destroyed).toBe(true);
});
