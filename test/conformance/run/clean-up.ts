import { NoReplyError, type WireRequest } from "./exchange.js";
import type { CaseState } from "./target.js";

/** Cancels what a case has submitted, so that a run leaves nothing to do behind. What refuses is left alone. */
export async function cleanUp({ jobs, target, one }: CaseState): Promise<void> {
  const headers = { "content-type": "application/json", "x-agentops-daemon-token": target.token };
  for (const job of jobs) {
    const body = Buffer.from(JSON.stringify({ job_id: job, reason: `conformance run ${target.run} is done with it` }));
    const request: WireRequest = { method: "POST", path: "/v1/jobs/cancel", headers, body };
    try {
      await target.send(request, { one, isCleanUp: true });
    } catch (fault) {
      if (!(fault instanceof NoReplyError)) throw fault;
      return;
    }
  }
}
