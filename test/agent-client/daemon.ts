import { createClient, type Client, type Fetch } from "../../generated/runtime/client.js";
import type { JobspecCredentials } from "../../generated/jobspec/client.js";
import type { Timing } from "../../client/jobspec/timing.js";
import { createDaemon, type Daemon } from "../../server/jobspec/daemon.js";
import type { LedgerEvent } from "../../generated/jobspec/types.js";
import { MemoryStorage, type MemoryStorageOptions } from "../../server/kernel/ports/memory-storage.js";
import { storedEvents } from "../jobspec/stored-events.js";

export const TOKEN = "a-token-for-tests";

/** A daemon in this process which can be ended and started again on the same ledger and port. */
export class RestartableDaemon {
  readonly storage: MemoryStorage;
  #daemon: Daemon | undefined;
  #port = 0;

  constructor(options: MemoryStorageOptions = {}) {
    this.storage = new MemoryStorage(options);
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  get runtime(): Daemon["runtime"] {
    if (this.#daemon === undefined) throw new Error("the daemon is away");
    return this.#daemon.runtime;
  }

  async start(): Promise<void> {
    this.#daemon = await createDaemon({ storage: this.storage, token: TOKEN, failpoints: true });
    this.#port = await this.#daemon.server.listen("127.0.0.1", this.#port);
  }

  async stop(): Promise<void> {
    const daemon = this.#daemon;
    this.#daemon = undefined;
    await daemon?.stop(0);
  }

  async restart(): Promise<void> {
    await this.stop();
    await this.start();
  }

  client(fetch: Fetch = globalThis.fetch): Client<JobspecCredentials> {
    return createClient({ baseUrl: this.url, credentials: { DaemonMutationToken: TOKEN }, fetch });
  }

  /** What the ledger holds, read past the client. */
  events(): Promise<readonly LedgerEvent[]> {
    return storedEvents(this.runtime);
  }

  /** Takes a job that is queued and ends it, as a worker does. */
  async complete(jobId: string): Promise<void> {
    const claim = await this.runtime.execute({ kind: "claim", jobId, leaseMs: 60_000, actor: "worker" });
    if (claim.kind !== "claimed") throw new Error(`no claim: ${claim.kind}`);
    const { claimToken, leaseEpoch } = claim;
    await this.runtime.execute({ kind: "complete", jobId, claimToken, leaseEpoch, actor: "worker" });
  }
}

/** A `fetch` that asks the daemon to fail at the first call, and sends the others as they are. */
export function failingFirst(failpoint: string): Fetch {
  let calls = 0;
  return (url, init) => {
    calls += 1;
    const headers = new Headers(init.headers);
    if (calls === 1) headers.set("X-AgentOps-Failpoint", failpoint);
    return fetch(url, { ...init, headers });
  };
}

/** A `fetch` whose replies are lost behind the daemon, as long as the function says so. */
export function losing(isLost: (call: number) => boolean): Fetch {
  let calls = 0;
  return async (url, init) => {
    calls += 1;
    const call = calls;
    const response = await fetch(url, init);
    if (!isLost(call)) return response;
    await response.arrayBuffer();
    throw new TypeError("connection reset");
  };
}

/** A clock that jumps to the end of every wait, and a record of the waits. `during` happens while waiting. */
export function jumpingTime(during: (index: number) => void | Promise<void> = () => undefined): {
  readonly timing: Timing;
  readonly waits: number[];
} {
  const waits: number[] = [];
  let now = 0;
  const sleep = async (ms: number): Promise<void> => {
    now += ms;
    waits.push(ms);
    await during(waits.length);
  };
  return { waits, timing: { now: () => now, random: () => 0.5, sleep } };
}
