import express from "express";
import type { Express } from "express";

import { createJobspecRouter } from "../../generated/jobspec/server.js";
import type { Failure } from "../../generated/runtime/router-options.js";
import { createWorkerRouter } from "../../generated/worker/server.js";
import { HttpServer } from "../http/server.js";
import type { LedgerError } from "../kernel/ledger/ledger.js";
import type { Commit } from "../kernel/pipeline.js";
import type { Clock } from "../kernel/ports/clock.js";
import { systemClock } from "../kernel/ports/clock.js";
import type { Identifiers } from "../kernel/ports/identifiers.js";
import { systemIdentifiers } from "../kernel/ports/identifiers.js";
import type { Scheduler } from "../kernel/ports/scheduler.js";
import { systemScheduler } from "../kernel/ports/scheduler.js";
import type { Storage } from "../kernel/ports/storage.js";
import type { JobspecContext, PeerOf } from "./handlers/context.js";
import { createContext, socketPeer } from "./handlers/context.js";
import { createHandlers } from "./handlers/index.js";
import { mutationHooks, mutationSecurity } from "./handlers/hooks.js";
import { errorResponse } from "./handlers/problems.js";
import type { ClaimRefusal } from "./handlers/worker/context.js";
import { createWorkerHandlers, workerHooks } from "./handlers/worker/index.js";
import { errorResponse as workerErrorResponse } from "./handlers/worker/problems.js";
import { refuseForeignHost } from "./foreign-host.js";
import { MutationPolicy } from "./mutation-policy.js";
import type { LoggedRequest } from "./request-log.js";
import { RequestLog } from "./request-log.js";
import { JobspecRuntime } from "./runtime.js";

/** A request body may hold at most this many bytes. */
export const BODY_LIMIT_BYTES = 1024 * 1024;

/** What a daemon is made of; everything but storage and token has a default. */
export interface DaemonOptions {
  /** Rooted at the project's directory. */
  readonly storage: Storage;
  /** The mutation token; blank means that every mutation is denied. */
  readonly token: string;
  readonly clock?: Clock | undefined;
  readonly identifiers?: Identifiers | undefined;
  readonly scheduler?: Scheduler | undefined;
  /** Obey the failpoint header. For tests of clients, never for work. */
  readonly failpoints?: boolean | undefined;
  /** Paths on which mutations are taken; default all of the contract's. */
  readonly mutationPaths?: readonly string[] | undefined;
  /** Who sent a request; default the peer of its connection. */
  readonly peerOf?: PeerOf | undefined;
  /** Called with one line per finished request. */
  readonly log?: ((line: LoggedRequest) => void) | undefined;
  /** Told of each connection over which came what is no request, with the status of the answer. */
  readonly onMalformed?: ((status: number) => void) | undefined;
  /** Lines tell of the traces that requests belong to (`traceparent`); default false. */
  readonly traces?: boolean | undefined;
  /** Called when a worker's message was refused because its claim does not hold. */
  readonly onRefusedClaim?: ((refusal: ClaimRefusal) => void) | undefined;
  /** Called when a handler threw or gave a reply outside the contract. */
  readonly onFailure?: ((failure: Failure<JobspecContext>) => void) | undefined;
  /** Called once when the ledger can no longer tell what is stored; the process must stop then. */
  readonly onFatal?: ((fault: LedgerError) => void) | undefined;
  /** Told what an operator may want to know although nothing has to be done, such as a checkpoint passed over. */
  readonly onNotice?: ((fault: Error) => void) | undefined;
  /** Told after every commit. */
  readonly onCommit?: ((commit: Commit) => void) | undefined;
  /** A checkpoint is made, when the daemon rests or stops, if at least this many events are not in the last one. */
  readonly checkpointEvents?: number | undefined;
  /** The ledger's file is sealed, and a new one begun, when it is at least this long; default 64 MiB. */
  readonly segmentBytes?: number | undefined;
}

/** A JobSpec daemon: its application, its server, and its queue for what has no route. */
export interface Daemon {
  readonly app: Express;
  readonly server: HttpServer;
  readonly runtime: JobspecRuntime;
  /** Takes only this mutation token from the next request on; whatever was accepted before stays accepted. */
  changeToken(token: string): void;
  /** Answers what has arrived (for at most `graceMs`), then closes the ledger. */
  stop(graceMs: number): Promise<void>;
}

/** Opens the ledger and puts the contract's router in front of it; listening is the caller's step. */
export async function createDaemon(options: DaemonOptions): Promise<Daemon> {
  const { clock = systemClock, identifiers = systemIdentifiers, scheduler = systemScheduler } = options;
  const { log, traces = false, onFatal = () => undefined } = options;
  const runtime = await JobspecRuntime.open({ ...options, clock, identifiers, scheduler, onFatal });
  const policy = new MutationPolicy(options.token, options.mutationPaths);
  const requests = log === undefined ? undefined : new RequestLog({ log, traces });
  const app = createApp({ runtime, policy, requests }, options);
  const server = new HttpServer(app, {
    clock,
    scheduler,
    idPrefix: identifiers.token().slice(0, 8),
    log: requests === undefined ? undefined : (line, request) => void requests.write(line, request),
    onMalformed: options.onMalformed,
    refuse: refuseForeignHost,
  });
  return {
    app,
    server,
    runtime,
    changeToken: (token) => {
      policy.changeToken(token);
    },
    stop: async (graceMs) => {
      runtime.stopWaiting();
      await server.stop(graceMs);
      await runtime.close();
    },
  };
}

interface AppParts {
  readonly runtime: JobspecRuntime;
  readonly policy: MutationPolicy;
  readonly requests: RequestLog | undefined;
}

function createApp({ runtime, policy, requests }: AppParts, options: DaemonOptions): Express {
  const { peerOf = socketPeer, failpoints = false, onFailure, onRefusedClaim = () => undefined } = options;
  const app = express();
  app.disable("x-powered-by");
  app.disable("etag");
  const common = {
    security: mutationSecurity(policy),
    bodyLimitBytes: BODY_LIMIT_BYTES,
    // As the reference has it: HEAD and OPTIONS are 405.
    impliedMethods: "refuse" as const,
    ...(onFailure === undefined ? {} : { onFailure }),
  };
  const workerRouter = createWorkerRouter(createWorkerHandlers(runtime, onRefusedClaim), {
    ...common,
    context: (exchange, operationId) => {
      requests?.note(exchange.request, operationId);
      const { peer, failpoint } = createContext(exchange.request, peerOf, failpoints);
      // Made only for claims, which wait: it costs more than the rest of the context.
      return {
        peer,
        failpoint,
        get signal() {
          return exchange.signal;
        },
      };
    },
    problems: { ErrorResponse: workerErrorResponse },
    before: workerHooks(policy),
  });
  const router = createJobspecRouter(createHandlers(runtime), {
    ...common,
    context: ({ request }, operationId) => {
      requests?.note(request, operationId);
      return createContext(request, peerOf, failpoints);
    },
    problems: { ErrorResponse: errorResponse },
    before: mutationHooks(policy, runtime),
    unknownPaths: "refuse",
  });
  app.use(workerRouter, router);
  return app;
}
