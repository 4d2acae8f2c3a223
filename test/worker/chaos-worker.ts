import { appendFileSync, existsSync } from "node:fs";

import { terminationSignal } from "../../client/node.js";
import { runWorker } from "../../client/worker/worker.js";
import { createClient } from "../../generated/runtime/client.js";

const [baseUrl = "", token = "", executions = "", worker = "", slots = "", leaseMs = ""] = process.argv.slice(2);

/** Jobs whose ids begin like this go on until there is a file `release`. */
const HELD = "held-";

async function released(signal: AbortSignal): Promise<void> {
  while (!existsSync("release") && !signal.aborted) await new Promise((resolve) => setTimeout(resolve, 20));
}

// Takes up to half a lease, and notes down that it has begun before anything can end it.
await runWorker(
  createClient({ baseUrl, credentials: { DaemonMutationToken: token } }),
  {
    "rpi.run": async ({ job_id, attempt }, { signal }) => {
      appendFileSync(executions, `${job_id} ${attempt}\n`);
      if (job_id.startsWith(HELD)) await released(signal);
      await new Promise((resolve) => {
        const timer = setTimeout(resolve, Math.random() * Number(leaseMs) * 0.5);
        signal.addEventListener("abort", () => (clearTimeout(timer), resolve(undefined)));
      });
      return undefined;
    },
  },
  {
    worker,
    concurrency: Number(slots),
    leaseMs: Number(leaseMs),
    waitMs: 500,
    signal: terminationSignal(),
    backoff: { firstMs: 20, longestMs: 200 },
  },
);
