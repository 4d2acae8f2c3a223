import { createServer } from "node:http";
import express from "express";
import type { ErrorRequestHandler } from "express";
import { middleware } from "express-openapi-validator";
import { listen, type Candidate } from "../candidate.js";
import { readContract } from "../contract.js";
import { isAllowed, TOKEN_HEADER } from "../work.js";
import { addRoutes, leanExpress } from "./express.js";

type Document = Extract<Parameters<typeof middleware>[0]["apiSpec"], object>;

/** Express with the usual validator: the contract is read at start, requests and replies are checked against it. */
export const expressOpenapiValidator: Candidate = {
  name: "Express 5 + express-openapi-validator",
  validates: true,
  start: () => {
    const app = leanExpress();
    app.use(express.json());
    app.use(
      middleware({
        apiSpec: readContract() as unknown as Document, // a whole document
        validateRequests: true,
        validateResponses: true,
        validateSecurity: {
          handlers: {
            DaemonMutationToken: (request) => isAllowed(request.headers[TOKEN_HEADER]),
            BearerAuth: (request) => isAllowed(request.headers.authorization?.slice("Bearer ".length)),
          },
        },
      }),
    );
    addRoutes(app);
    app.use(answerFault);
    return listen(createServer(app));
  },
};

const answerFault: ErrorRequestHandler = (fault: { status?: number; message?: string }, _request, response, _next) => {
  response.status(fault.status ?? 500).json({ error: fault.message ?? "internal error" });
};
