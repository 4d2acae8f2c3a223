import PgBoss from "pg-boss";
import type { Queue } from "./queue.js";

const NAME = "jobs";
/** Connections; the default of 10 holds 64 clients back. */
const POOL_SIZE = 32;

/** pg-boss on PostgreSQL. Version 10 has no heartbeat: keeping a claim costs it nothing here. */
export async function pgBoss(port: number): Promise<Queue> {
  const boss = new PgBoss({ host: "127.0.0.1", port, user: "bench", database: "postgres", max: POOL_SIZE });
  boss.on("error", () => undefined);
  await boss.start();
  await boss.createQueue(NAME);
  return {
    submit: async (job) => {
      const id = await boss.send(NAME, job);
      if (id === null) throw new Error("pg-boss took no job");
      return id;
    },
    claims: {
      claim: async () => {
        const [job] = await boss.fetch(NAME);
        return job === undefined ? undefined : { jobId: job.id, token: job.id };
      },
      heartbeat: () => Promise.resolve(),
      complete: ({ jobId }) => boss.complete(NAME, jobId),
    },
    stop: () => boss.stop({ graceful: false, close: true }),
  };
}
