import express, { type Express } from "express";
import type { Failure } from "../generated/runtime/router-options.js";
import { createApiRouter } from "../generated/api/server.js";
import type { Context } from "./context.js";
import { handlers } from "./handlers.js";
import { policy } from "./policy.js";
import type { Records } from "./records/records.js";

export interface AppOptions {
  readonly records: Records;
  readonly token?: string | undefined;
  /** Told of every request that ended in a 500. */
  readonly onFailure?: (failure: Failure<Context>) => void;
}

/** The contract's operations as an Express application. Throws when a handler is missing. */
export function createApp({ records, token, onFailure = () => undefined }: AppOptions): Express {
  const app = express();
  app.disable("x-powered-by");
  app.use(
    createApiRouter<Context>(handlers, {
      ...policy,
      context: (exchange) => ({
        records,
        token,
        get signal() {
          return exchange.signal;
        },
      }),
      unknownPaths: "refuse",
      onFailure,
    }),
  );
  return app;
}
