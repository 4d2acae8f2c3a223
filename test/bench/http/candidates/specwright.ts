import express from "express";
import { createJobspecRouter, type JobspecHandlers } from "../../../../generated/jobspec/server.js";
import { HttpServer } from "../../../../server/http/server.js";
import { systemClock } from "../../../../server/kernel/ports/clock.js";
import { systemScheduler } from "../../../../server/kernel/ports/scheduler.js";
import { HOST, type Candidate } from "../candidate.js";
import { health, isAllowed, submit } from "../work.js";

/**
 * The generated router on the project's Express host: requests and replies are validated, credentials are verified.
 */
export const specwright: Candidate = {
  name: "specwright",
  validates: true,
  start: async () => {
    const app = express().disable("x-powered-by").disable("etag");
    app.use(
      createJobspecRouter(createHandlers(), {
        context: () => undefined,
        security: { DaemonMutationToken: isAllowed, BearerAuth: isAllowed },
        problems: { ErrorResponse: ({ message }) => ({ error: message }) },
      }),
    );
    const server = new HttpServer(app, { clock: systemClock, scheduler: systemScheduler, idPrefix: "bench" });
    return { port: await server.listen(HOST, 0), stop: () => server.stop(0) };
  },
};

function createHandlers(): JobspecHandlers<undefined> {
  return {
    ...notMeasured,
    getDaemonHealth: () => ({ status: 200, body: health() }),
    submitJob: ({ body }) => ({ status: 202, body: submit(body) }),
  };
}

const notMeasured: Omit<JobspecHandlers<undefined>, "getDaemonHealth" | "submitJob"> = {
  getDaemonReady: refuse,
  getDaemonStatus: refuse,
  listDaemonEvents: refuse,
  cancelJob: refuse,
  getOpenClawHealth: refuse,
  getOpenClawSnapshotLatest: refuse,
  listOpenClawRuns: refuse,
  listOpenClawJobs: refuse,
  listOpenClawWiki: refuse,
  triggerOpenClawJob: refuse,
};

function refuse(): never {
  throw new Error("not part of the comparison");
}
