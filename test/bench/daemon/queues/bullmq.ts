import type { Job } from "bullmq";
import { Queue as BullQueue, Worker } from "bullmq";
import type { Claim, Queue } from "./queue.js";

const NAME = "jobs";
const LOCK_MS = 60_000;

/** BullMQ on Redis; workers are driven by hand, as its documentation describes for manual processing. */
export function bullmq(port: number): Queue {
  const connection = { host: "127.0.0.1", port };
  const queue = new BullQueue(NAME, { connection });
  const worker = new Worker(NAME, null, { connection, lockDuration: LOCK_MS });
  const held = new Map<string, Job>();
  let tokens = 0;
  return {
    submit: async ({ job_type: type, payload }) => idOf(await queue.add(type, payload ?? {})),
    claims: {
      claim: async () => {
        const token = `token-${tokens++}`;
        // Undefined when there is none, whatever the declaration says.
        const job: Job | undefined = await worker.getNextJob(token, { block: false });
        if (job === undefined) return undefined;
        held.set(idOf(job), job);
        return { jobId: idOf(job), token };
      },
      heartbeat: async (claim) => {
        await find(held, claim).extendLock(claim.token, LOCK_MS);
      },
      complete: async (claim) => {
        await find(held, claim).moveToCompleted(null, claim.token, false);
        held.delete(claim.jobId);
      },
    },
    stop: async () => {
      await worker.close();
      await queue.close();
    },
  };
}

function idOf({ id }: Job): string {
  if (id === undefined) throw new Error("a job has no id");
  return id;
}

function find(held: ReadonlyMap<string, Job>, { jobId }: Claim): Job {
  const job = held.get(jobId);
  if (job === undefined) throw new Error(`nobody holds ${jobId}`);
  return job;
}
