import fastify from "fastify";
import type { SubmitJobRequest } from "../../../../generated/jobspec/types.js";
import { HOST, type Candidate } from "../candidate.js";
import { componentSchema } from "../contract.js";
import { health, isAllowed, submit, TOKEN_HEADER } from "../work.js";

/** Fastify with the contract's schemas: requests are validated, replies are written by schema but not validated. */
export const fastifyWithSchema: Candidate = {
  name: "Fastify 5 + schema",
  validates: true,
  start: async () => {
    const app = fastify();
    const ok = { schema: { response: { 200: componentSchema("HealthResponse") } } };
    app.get("/v1/health", ok, (_request, reply) => reply.send(health()));
    app.post<{ Body: SubmitJobRequest }>(
      "/v1/jobs",
      {
        schema: { body: componentSchema("SubmitJobRequest"), response: { 202: componentSchema("SubmitJobResponse") } },
        onRequest: (request, reply, done) => {
          if (isAllowed(request.headers[TOKEN_HEADER])) done();
          else reply.code(403).send({ error: "forbidden" });
        },
      },
      (request, reply) => reply.code(202).send(submit(request.body)),
    );
    const url = await app.listen({ host: HOST, port: 0 });
    return { port: Number(new URL(url).port), stop: () => app.close() };
  },
};
