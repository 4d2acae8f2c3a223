import type { Fetch } from "../../generated/runtime/client.js";
import { FAILPOINT_HEADER } from "../../server/jobspec/handlers/context.js";
import { createWorkerHandlers } from "../../server/jobspec/handlers/worker/index.js";
import type { QueueCommand, QueueOutcome } from "../../server/jobspec/queue/command.js";
import type { QueueState } from "../../server/jobspec/queue/state.js";
import { JobspecRuntime } from "../../server/jobspec/runtime.js";
import type { LedgerEvent } from "../../generated/jobspec/types.js";
import { systemIdentifiers } from "../../server/kernel/ports/identifiers.js";
import { MemoryStorage } from "../../server/kernel/ports/memory-storage.js";
import type { ManualTime } from "./manual-time.js";
import { storedEvents } from "../jobspec/stored-events.js";

const OPERATIONS = { claim: "claimJob", heartbeat: "heartbeatJob", complete: "completeJob", fail: "failJob" } as const;

function isOperation(name: string): name is keyof typeof OPERATIONS {
  return Object.hasOwn(OPERATIONS, name);
}

/** A daemon without sockets, whose time is a test's: the same calls in the same order give the same answers. */
export class DaemonOfHandlers {
  readonly #time: ManualTime;
  readonly #storage = new MemoryStorage();
  #runtime: JobspecRuntime | undefined;
  /** True while it takes another token than its clients have. */
  isForbidding = false;

  constructor(time: ManualTime) {
    this.#time = time;
  }

  async start(): Promise<void> {
    this.#runtime = await JobspecRuntime.open({
      storage: this.#storage,
      clock: this.#time,
      scheduler: this.#time,
      identifiers: systemIdentifiers,
      onFatal: (fault) => {
        throw fault;
      },
    });
  }

  async stop(): Promise<void> {
    const runtime = this.#use();
    this.#runtime = undefined;
    await runtime.close();
  }

  get state(): QueueState {
    return this.#use().view().state;
  }

  execute(command: QueueCommand): Promise<QueueOutcome> {
    return this.#use().execute(command);
  }

  events(): Promise<readonly LedgerEvent[]> {
    return storedEvents(this.#use());
  }

  /** Answers as the worker protocol does; a daemon that is away cannot be reached. */
  readonly fetch: Fetch = async (url, { headers, body, signal }) => {
    const name = new URL(url).pathname.replace("/v1/worker/", "");
    if (this.#runtime === undefined || !isOperation(name)) throw new TypeError("no connection");
    if (this.isForbidding) return Response.json({ error: "mutation token mismatch" }, { status: 403 });
    const handlers = createWorkerHandlers(this.#runtime, () => undefined);
    const failpoint = new Headers(headers).get(FAILPOINT_HEADER) ?? undefined;
    const context = { peer: "127.0.0.1:1", failpoint, signal: signal ?? new AbortController().signal };
    const request = { body: JSON.parse(String(body)) as never }; // the client has made it of the operation's own type
    const reply = await handlers[OPERATIONS[name]](request, context);
    return "body" in reply ? Response.json(reply.body, { status: reply.status }) : new Response(null, reply);
  };

  #use(): JobspecRuntime {
    if (this.#runtime === undefined) throw new Error("the daemon is away");
    return this.#runtime;
  }
}
