import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import express, { type Express } from "express";
import type { Failure } from "../../generated/runtime/router-options.js";
import {
  createTaskrunnerRouter,
  type TaskrunnerHandlers,
  type TaskrunnerHooks,
  type TaskrunnerProblems,
  type TaskrunnerRouterOptions,
  type TaskrunnerSecurity,
} from "../../generated/taskrunner/server.js";

/** The context of the handlers in these tests. */
export interface TestContext {
  readonly signal: AbortSignal;
}

type Handlers = TaskrunnerHandlers<TestContext>;
type Options = TaskrunnerRouterOptions<TestContext>;

const PLAN_HASH = `sha256:${"a".repeat(64)}`;

/** A run state that the contract accepts. */
export const RUN = {
  runId: "run-1",
  planHash: PLAN_HASH,
  failurePolicy: { maxAttempts: 1, backoffSeconds: 0, continueOnError: false },
  createdAt: "2026-01-01T00:00:00Z",
  updatedAt: "2026-01-01T00:00:00Z",
  steps: [],
} as const;

const error = (message: string) => ({ status: 500 as const, body: { error: { code: "unexpected", message } } });

/** Handlers that answer 500; tests replace the ones they are about. */
function handlers(own: Partial<Handlers>): Handlers {
  return {
    simulateTaskPack: () => error("simulateTaskPack"),
    createPackRun: () => error("createPackRun"),
    getRunState: () => error("getRunState"),
    streamRunLogs: () => error("streamRunLogs"),
    listRunArtifacts: () => error("listRunArtifacts"),
    applyApprovalDecision: () => error("applyApprovalDecision"),
    cancelRun: () => error("cancelRun"),
    getOpenApiMetadata: () => ({ status: 200, body: { specUrl: "/openapi", version: "1", etag: "e" } }),
    ...own,
  };
}

const problems: TaskrunnerProblems = {
  ErrorEnvelope: (refusal) => ({ error: { code: refusal.kind, message: refusal.message } }),
  PlanErrorResponse: (refusal) => ({ errors: refusal.issues.map(({ path, message }) => ({ path, message })) }),
};

const security: TaskrunnerSecurity<TestContext> = {
  oauth2: (token, { scopes }) => token === "secret" || scopes.includes(token),
};

/** A TaskRunner on a socket. */
export interface TestServer {
  readonly url: string;
  readonly failures: Failure<TestContext>[];
  close(): Promise<void>;
}

export interface TestServerOptions {
  readonly handlers?: Partial<Handlers>;
  readonly before?: TaskrunnerHooks<TestContext>;
  readonly options?: Partial<Options>;
  /** Mounts more into the application, before the router. */
  readonly prepare?: (app: Express) => void;
  /** Where the router is mounted. */
  readonly mount?: string;
}

/** Starts the generated router in a plain Express application. */
export async function startTaskRunner(own: TestServerOptions = {}): Promise<TestServer> {
  const failures: Failure<TestContext>[] = [];
  const app = express();
  own.prepare?.(app);
  app.use(
    own.mount ?? "/",
    createTaskrunnerRouter<TestContext>(handlers(own.handlers ?? {}), {
      context: (exchange) => ({
        get signal() {
          return exchange.signal;
        },
      }),
      problems,
      security,
      ...(own.before === undefined ? {} : { before: own.before }),
      onFailure: (failure) => failures.push(failure),
      ...own.options,
    }),
  );
  const server = createServer(app);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo; // listening on TCP
  return {
    url: `http://127.0.0.1:${port}${own.mount ?? ""}`,
    failures,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
