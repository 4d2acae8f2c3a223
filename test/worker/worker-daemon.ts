import { claimJob, type WorkerCredentials } from "../../generated/worker/client.js";
import type { ClaimRequest, ClaimResponse } from "../../generated/worker/types.js";
import type { LedgerEvent } from "../../generated/jobspec/types.js";
import { createClient, type Client, type Fetch } from "../../generated/runtime/client.js";
import { createDaemon, type Daemon, type DaemonOptions } from "../../server/jobspec/daemon.js";
import type { ClaimRefusal } from "../../server/jobspec/handlers/worker/context.js";
import type { JobType } from "../../server/jobspec/queue/vocabulary.js";
import type { Commit } from "../../server/kernel/pipeline.js";
import { MemoryStorage } from "../../server/kernel/ports/memory-storage.js";
import { storedEvents } from "../jobspec/stored-events.js";

export const TOKEN = "a-token-for-tests";

/** A daemon in this process that serves the worker protocol. */
export class WorkerDaemon {
  readonly refusals: ClaimRefusal[] = [];
  onCommit: (commit: Commit) => void = () => undefined;
  readonly storage = new MemoryStorage();
  readonly #options: Partial<DaemonOptions>;
  #daemon: Daemon | undefined;
  #port = 0;
  #requests = 0;

  constructor(options: Partial<DaemonOptions> = {}) {
    this.#options = options;
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  get daemon(): Daemon {
    if (this.#daemon === undefined) throw new Error("the daemon is away");
    return this.#daemon;
  }

  async start(): Promise<this> {
    const onRefusedClaim = (refusal: ClaimRefusal): void => void this.refusals.push(refusal);
    const onCommit = (commit: Commit): void => this.onCommit(commit);
    const own = { storage: this.storage, token: TOKEN, failpoints: true, onRefusedClaim, onCommit };
    this.#daemon = await createDaemon({ ...own, ...this.#options });
    this.#port = await this.#daemon.server.listen("127.0.0.1", this.#port);
    return this;
  }

  async stop(graceMs = 0): Promise<void> {
    const daemon = this.#daemon;
    this.#daemon = undefined;
    await daemon?.stop(graceMs);
  }

  client(fetch: Fetch = globalThis.fetch): Client<WorkerCredentials> {
    return createClient({ baseUrl: this.url, credentials: { DaemonMutationToken: TOKEN }, fetch });
  }

  async submit(jobId: string, jobType: JobType = "wiki.forge"): Promise<void> {
    await this.daemon.runtime.execute({ kind: "submit", jobType, jobId, payload: { of: jobId }, actor: "test" });
  }

  /** Claims a job; the request id is a new one unless it is given. */
  claim(change: Partial<ClaimRequest> = {}): ReturnType<typeof claimJob> {
    this.#requests++;
    return claimJob(this.client(), { body: { worker: "w1", request_id: `claim-${this.#requests}`, ...change } });
  }

  /** Claims a job that is there. */
  async claimed(change: Partial<ClaimRequest> = {}): Promise<ClaimResponse> {
    const reply = await this.claim(change);
    if (reply.status !== 200) throw new Error(`no claim: ${JSON.stringify(reply)}`);
    return reply.body;
  }

  /** What the ledger holds. */
  events(): Promise<readonly LedgerEvent[]> {
    return storedEvents(this.daemon.runtime);
  }

  async eventTypes(): Promise<readonly string[]> {
    return (await this.events()).map(({ event_type }) => event_type);
  }
}
