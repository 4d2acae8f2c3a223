import express, { type RequestHandler } from "express";
import { createJobspecRouter, type JobspecHandlers } from "../../../generated/jobspec/server.js";
import { HttpServer } from "../../../server/http/server.js";
import { systemClock } from "../../../server/kernel/ports/clock.js";
import { systemScheduler } from "../../../server/kernel/ports/scheduler.js";
import { HOST, type Running } from "./candidate.js";
import { isAllowed } from "./work.js";

type Handlers = JobspecHandlers<undefined>;
/** The operations that benchmarks send. */
export type MeasuredHandlers = Pick<Handlers, "getDaemonHealth" | "submitJob">;

/** Serves the contract's router, and others beside it, on the project's Express host; what is not measured refuses. */
export async function listenWith(measured: MeasuredHandlers, others: readonly RequestHandler[] = []): Promise<Running> {
  const app = express().disable("x-powered-by").disable("etag");
  for (const router of others) app.use(router);
  app.use(
    createJobspecRouter(
      { ...NOT_MEASURED, ...measured },
      {
        context: () => undefined,
        security: { DaemonMutationToken: isAllowed, BearerAuth: isAllowed },
        problems: { ErrorResponse: ({ message }) => ({ error: message }) },
      },
    ),
  );
  const server = new HttpServer(app, { clock: systemClock, scheduler: systemScheduler, idPrefix: "bench" });
  return { port: await server.listen(HOST, 0), stop: () => server.stop(0) };
}

const NOT_MEASURED: Omit<Handlers, keyof MeasuredHandlers> = {
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
