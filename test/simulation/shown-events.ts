import type { JobspecHandlers } from "../../generated/jobspec/server.js";
import type { JobspecContext } from "../../server/jobspec/handlers/context.js";
import type { LedgerEvent } from "../../server/kernel/ledger/event.js";

/** Everything below the sockets is asked as somebody on this machine. */
export const CONTEXT: JobspecContext = { peer: "127.0.0.1:1", failpoint: undefined };

/** All events as a reader is shown them; undefined when they cannot be read. */
export async function shownEvents(
  handlers: JobspecHandlers<JobspecContext>,
): Promise<readonly LedgerEvent[] | undefined> {
  const reply = await handlers.listDaemonEvents({}, CONTEXT);
  return reply.status === 200 ? reply.body.events : undefined;
}
