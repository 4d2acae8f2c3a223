import { createDaemon } from "../../../server/jobspec/daemon.js";
import type { Daemon } from "../../../server/jobspec/daemon.js";
import { systemScheduler } from "../../../server/kernel/ports/scheduler.js";
import { MemoryStorage } from "../../../server/kernel/ports/memory-storage.js";
import { parseTimestamp } from "../../../server/kernel/timestamp.js";
import type { GoldenCase, RecordedOperation, RecordedRequest, Step } from "./cases.js";
import type { Received } from "./exchange.js";
import { PEER_HEADER, send } from "./exchange.js";
import { ReferenceWorker } from "./reference-worker.js";

const DIRECTORY = ".agents/daemon";
const LEDGER = `${DIRECTORY}/ledger.jsonl`;

/** The daemon under test on storage in memory, at a time of the case's choosing, answering on a real socket. */
export class Replay {
  readonly #golden: GoldenCase;
  readonly #storage = new MemoryStorage();
  readonly #worker = new ReferenceWorker(this.#storage);
  #now: number;
  #daemon: { readonly daemon: Daemon; readonly port: number } | undefined;

  constructor(golden: GoldenCase) {
    this.#golden = golden;
    const { clock = "2026-04-28T12:00:00Z", ledger_raw: raw, note } = golden.given;
    this.#now = parseTimestamp(clock) ?? 0;
    if (raw !== undefined) this.#storage.put(LEDGER, Buffer.from(raw));
    if (note === "ledger.jsonl is a directory") this.#storage.putDirectory(LEDGER);
  }

  /** Does everything that came before the case's request; queue calls leave what the reference left. */
  async prepare(): Promise<void> {
    for (const step of this.#golden.given.steps ?? []) await this.#step(step);
  }

  /** Sends a request to the daemon. */
  async send(recorded: RecordedRequest): Promise<Received> {
    return send((await this.#running()).port, recorded);
  }

  /** The daemon itself, for a worker inside the process. */
  async daemon(): Promise<Daemon> {
    return (await this.#running()).daemon;
  }

  advance(ms: number): void {
    this.#now += ms;
  }

  /** Bytes of the ledger; null when there is no file. */
  ledger(): string | null {
    return this.#storage.bytes(LEDGER)?.toString("utf8") ?? null;
  }

  /** Quarantine files as the recording lists them. */
  quarantine(): readonly string[] {
    const folder = `${DIRECTORY}/quarantine/`;
    const paths = this.#storage.paths().filter((path) => path.startsWith(folder));
    return paths.map((path) => `${path.slice(folder.length)}: ${this.#storage.bytes(path)?.toString("utf8") ?? ""}`);
  }

  async stop(): Promise<void> {
    await this.#daemon?.daemon.stop(1000);
    this.#daemon = undefined;
  }

  async #step(step: Step): Promise<void> {
    if ("http" in step) await this.send(step.http);
    else if ("advance_ms" in step) this.advance(step.advance_ms);
    else if ("op" in step) await this.#operate(step);
  }

  async #operate(operation: RecordedOperation): Promise<void> {
    // The daemon folds its ledger once; it is started again to be shown what another process wrote.
    await this.stop();
    await this.#worker.run(operation, this.#now);
  }

  async #running(): Promise<{ readonly daemon: Daemon; readonly port: number }> {
    if (this.#daemon !== undefined) return this.#daemon;
    const { group, name, given } = this.#golden;
    const daemon = await createDaemon({
      storage: this.#storage,
      token: given.mutation_token ?? "",
      clock: { now: () => this.#now, elapsedMs: () => 0 },
      // Time stands still in a recorded case, so that nothing happens by itself.
      scheduler: { soon: systemScheduler.soon, after: () => () => undefined },
      failpoints: group === "failpoint",
      // Recorded with a policy that allows one path only.
      ...(name.includes("path outside allow-list") ? { mutationPaths: ["/v1/jobs"] } : {}),
      peerOf: ({ headers }) => String(headers[PEER_HEADER] ?? "127.0.0.1:51111"),
    });
    this.#daemon = { daemon, port: await daemon.server.listen("127.0.0.1", 0) };
    return this.#daemon;
  }
}
