import { createServer } from "node:http";
import express from "express";
import type { SubmitJobRequest } from "../../../../generated/jobspec/types.js";
import { listen, type Candidate } from "../candidate.js";
import { health, isAllowed, submit, TOKEN_HEADER } from "../work.js";

/** Express as it is usually written, without validation. */
export const plainExpress: Candidate = {
  name: "Express 5",
  validates: false,
  start: () => {
    const app = leanExpress();
    app.use(express.json());
    addRoutes(app);
    return listen(createServer(app));
  },
};

/** An application without the two features that cost the most and that no other candidate has. */
export function leanExpress(): express.Express {
  return express().disable("x-powered-by").disable("etag");
}

/** Both operations, for a body that is parsed already. */
export function addRoutes(app: express.Express): void {
  app.get("/v1/health", (_request, response) => void response.json(health()));
  app.post("/v1/jobs", (request, response) => {
    if (!isAllowed(request.headers[TOKEN_HEADER])) return void response.status(403).json({ error: "forbidden" });
    response.status(202).json(submit(request.body as SubmitJobRequest)); // as the route's author would claim
  });
}
