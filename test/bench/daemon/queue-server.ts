import { createWorkerRouter, type WorkerHandlers } from "../../../generated/worker/server.js";
import type { Running } from "../http/candidate.js";
import { listenWith } from "../http/specwright-host.js";
import { isAllowed } from "../http/work.js";
import type { Claims, Queue } from "./queues/queue.js";

/** Puts the contracts' routers in front of a queue, on the HTTP server that the daemon uses. */
export async function serveQueue(starting: Queue | Promise<Queue>): Promise<Running> {
  const queue = await starting;
  const workers = queue.claims === undefined ? [] : [workerRouter(queue.claims)];
  const server = await listenWith(
    {
      getDaemonHealth: () => ({ status: 200, body: { status: "ok", daemon: "agentopsd", read_only: true, now: NOW } }),
      submitJob: async ({ body }) => {
        const jobId = await queue.submit(body);
        return { status: 202, body: { ...ACCEPTED, request_id: jobId, job_id: jobId } };
      },
    },
    workers,
  );
  return {
    port: server.port,
    stop: async () => {
      await server.stop();
      await queue.stop();
    },
  };
}

function workerRouter(claims: Claims): ReturnType<typeof createWorkerRouter> {
  return createWorkerRouter<undefined>(handlersOf(claims), {
    context: () => undefined,
    security: { DaemonMutationToken: isAllowed, BearerAuth: isAllowed },
    problems: { ErrorResponse: ({ message }) => ({ error: message }) },
  });
}

function handlersOf(claims: Claims): WorkerHandlers<undefined> {
  return {
    claimJob: async () => {
      const claim = await claims.claim();
      if (claim === undefined) return { status: 204 };
      const { jobId: job_id, token: claim_token } = claim;
      const body = { job: { ...JOB, job_id }, claim: { job_id, claim_token, lease_epoch: 1 }, lease: LEASE };
      return { status: 200, body: { ...body, repeated: false } };
    },
    heartbeatJob: async ({ body: { claim } }) => {
      await claims.heartbeat({ jobId: claim.job_id, token: claim.claim_token });
      return { status: 200, body: { job_id: claim.job_id, lease: LEASE } };
    },
    completeJob: async ({ body: { claim } }) => {
      await claims.complete({ jobId: claim.job_id, token: claim.claim_token });
      return { status: 200, body: { ...OUTCOME, job_id: claim.job_id } };
    },
    failJob: () => {
      throw new Error("not part of the comparison");
    },
  };
}

const NOW = "2026-01-01T00:00:00Z";
const ACCEPTED = {
  accepted: true,
  status: "queued",
  last_event_id: "",
  projection_status: "current",
  projection_lag: { event_count: 0, corrupt_record_count: 0, degraded: false },
} as const;
const JOB = { job_type: "rpi.run", request_id: "bench", attempt: 1, max_attempts: 3, payload: {} } as const;
const LEASE = { expires_at: NOW, remaining_ms: 60_000 };
const OUTCOME = { status: "completed", repeated: false, last_event_id: "" } as const;
