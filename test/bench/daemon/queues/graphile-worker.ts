import { Logger, makeWorkerUtils } from "graphile-worker";
import type { Queue } from "./queue.js";

/** Connections; the default of 10 holds 64 clients back. */
const POOL_SIZE = 32;

/** graphile-worker on PostgreSQL. It runs jobs in its own process and has no claims to hand out. */
export async function graphileWorker(port: number): Promise<Queue> {
  const worker = await makeWorkerUtils({
    connectionString: `postgres://bench@127.0.0.1:${port}/postgres`,
    maxPoolSize: POOL_SIZE,
    logger: new Logger(() => () => undefined),
  });
  await worker.migrate();
  return {
    submit: async ({ job_type: type, ...job }) => (await worker.addJob(type, job)).id,
    claims: undefined,
    stop: async () => {
      await worker.release();
    },
  };
}
