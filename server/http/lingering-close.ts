import type { Socket } from "node:net";

import type { Scheduler } from "../kernel/ports/scheduler.js";

/** How long what a client still sends is read and dropped. */
const LINGER_MS = 1_000;

/**
 * Ends a connection in two stages (RFC 9112 section 9.6): says that nothing more comes, and cuts it when the client has
 * said the same or has had its time. With bytes unread the system would tell the client of a reset, which can take the
 * reply with it.
 */
export function lingeringClose(socket: Socket, scheduler: Scheduler): void {
  if (socket.writableEnded) return;
  socket.end(() => {
    if (socket.destroyed) return;
    cutLater(socket, scheduler);
    socket.resume();
  });
}

/** The same for a client that has broken the protocol: reading the answer is part of the time that it has. */
export function promptClose(socket: Socket, scheduler: Scheduler): void {
  cutLater(socket, scheduler);
  lingeringClose(socket, scheduler);
}

function cutLater(socket: Socket, scheduler: Scheduler): void {
  socket.once(
    "close",
    scheduler.after(LINGER_MS, () => socket.destroy()),
  );
}
