import type { JobspecHandlers } from "../../../generated/jobspec/server.js";
import type { TriggerOpenClawJobReply } from "../../../generated/jobspec/types.js";
import { consumerSnapshot, resources, snapshotHealth, snapshotStatus } from "../openclaw/snapshot.js";
import type { View } from "../projections/view.js";
import { isJobType } from "../queue/vocabulary.js";
import type { JobspecRuntime } from "../runtime.js";
import type { JobspecContext } from "./context.js";
import { mutationFailure, readFailure } from "./failure.js";
import { statusAt } from "../queue/job.js";
import { appendFailpoint, badRequest, jobOf, submitOf } from "./jobs.js";
import type { SeenJob } from "./jobs.js";

const ACTOR = "openclaw-trigger";

type OpenClaw = Pick<
  JobspecHandlers<JobspecContext>,
  | "getOpenClawHealth"
  | "getOpenClawSnapshotLatest"
  | "listOpenClawRuns"
  | "listOpenClawJobs"
  | "listOpenClawWiki"
  | "triggerOpenClawJob"
>;

/** The consumer surface. */
export function openClawHandlers(runtime: JobspecRuntime): OpenClaw {
  const read = <Body>(build: (view: View) => Body): { status: 200; body: Body } | ReturnType<typeof readFailure> => {
    try {
      return { status: 200, body: build(runtime.view()) };
    } catch (fault) {
      return readFailure(fault);
    }
  };
  return {
    getOpenClawHealth: () => read(snapshotHealth),
    getOpenClawSnapshotLatest: () => read(consumerSnapshot),
    listOpenClawRuns: () => read((view) => ({ runs: resources(view, "run") })),
    listOpenClawJobs: () => read((view) => ({ jobs: resources(view, "job") })),
    listOpenClawWiki: () => read((view) => ({ wiki: resources(view, "wiki") })),

    triggerOpenClawJob: async ({ body }, { failpoint }) => {
      // The contract allows four of the types here; the check is for the compiler, which cannot see that.
      if (!isJobType(body.job_type)) return { status: 400, body: { error: NOT_ALLOWED } };
      try {
        const outcome = await runtime.execute(submitOf(ACTOR, body.job_type, body), appendFailpoint(failpoint));
        return outcome.kind === "refused" ? badRequest(outcome) : triggered(jobOf(runtime, outcome));
      } catch (fault) {
        return mutationFailure(fault);
      }
    },
  };
}

/** What a trigger answers to a type that consumers may not ask for. */
export const NOT_ALLOWED = "job_type is not allowlisted for OpenClaw trigger";

function triggered({ job, view }: SeenJob): TriggerOpenClawJobReply {
  return {
    status: 202,
    body: {
      accepted: true,
      request_id: job.requestId,
      job_id: job.jobId,
      job_type: job.jobType ?? "",
      status: statusAt(job, view.now),
      last_event_id: job.lastEventId,
      snapshot_status: snapshotStatus(view),
      ...(job.idempotencyKey === undefined ? {} : { idempotency_key: job.idempotencyKey }),
    },
  };
}
