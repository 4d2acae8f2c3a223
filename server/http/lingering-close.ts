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
    const callOff = scheduler.after(LINGER_MS, () => socket.destroy());
    socket.once("close", callOff).resume();
  });
}
