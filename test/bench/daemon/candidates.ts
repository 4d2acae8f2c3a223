import { createDaemon } from "../../../server/jobspec/daemon.js";
import { fileStorage } from "../../../server/kernel/ports/file-storage.js";
import { MemoryStorage } from "../../../server/kernel/ports/memory-storage.js";
import type { Storage } from "../../../server/kernel/ports/storage.js";
import { HOST, type Running } from "../http/candidate.js";
import { TOKEN } from "../http/work.js";
import { bullmq } from "./queues/bullmq.js";
import { graphileWorker } from "./queues/graphile-worker.js";
import { noQueue } from "./queues/no-queue.js";
import { pgBoss } from "./queues/pg-boss.js";
import { serveQueue } from "./queue-server.js";
import type { Databases } from "./queues/queue.js";

/** Where a candidate keeps its jobs. */
export interface Place extends Databases {
  /** An empty folder, or one with a ledger in it. */
  readonly folder: string;
}

/** One durable queue over HTTP: POST /v1/jobs answers 202 when the job is on disk. */
export interface DaemonCandidate {
  readonly name: string;
  /** Undefined where a server that it needs is not installed. */
  start(place: Place): Promise<Running> | undefined;
}

export const SPECWRIGHT = "specwright";
export const NO_DISK = "specwright without a disk";
export const NO_QUEUE = "no queue at all";
export const BULLMQ = "BullMQ";
export const PG_BOSS = "pg-boss";
export const GRAPHILE_WORKER = "graphile-worker";

/** The same HTTP server, router and validation for all. */
export const CANDIDATES: readonly DaemonCandidate[] = [
  { name: SPECWRIGHT, start: ({ folder }) => startDaemon(fileStorage(folder)) },
  { name: NO_DISK, start: () => startDaemon(new MemoryStorage()) },
  { name: NO_QUEUE, start: () => serveQueue(noQueue()) },
  { name: BULLMQ, start: ({ redis }) => (redis === undefined ? undefined : serveQueue(bullmq(redis))) },
  { name: PG_BOSS, start: ({ postgres }) => (postgres === undefined ? undefined : serveQueue(pgBoss(postgres))) },
  {
    name: GRAPHILE_WORKER,
    start: ({ postgres }) => (postgres === undefined ? undefined : serveQueue(graphileWorker(postgres))),
  },
];

async function startDaemon(storage: Storage): Promise<Running> {
  const daemon = await createDaemon({ storage, token: TOKEN, onFatal: exitWith });
  return { port: await daemon.server.listen(HOST, 0), stop: () => daemon.stop(1000) };
}

function exitWith(fault: Error): void {
  process.stderr.write(`${fault.message}\n`);
  process.exit(1);
}
