import { createServer } from "node:http";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { SubmitJobRequest } from "../../../../generated/jobspec/types.js";
import { listen, type Candidate } from "../candidate.js";
import { health, isAllowed, submit, TOKEN_HEADER } from "../work.js";

/** The least that can serve the two operations: what everything else is compared with. */
export const nodeHttp: Candidate = {
  name: "node:http",
  validates: false,
  start: () => listen(createServer(serve)),
};

function serve(request: IncomingMessage, response: ServerResponse): void {
  if (request.method === "GET" && request.url === "/v1/health") return reply(response, 200, health());
  if (request.method !== "POST" || request.url !== "/v1/jobs") return reply(response, 404, { error: "not found" });
  if (!isAllowed(request.headers[TOKEN_HEADER])) return reply(response, 403, { error: "forbidden" });
  const chunks: Buffer[] = [];
  request.on("data", (chunk: Buffer) => chunks.push(chunk));
  request.on("end", () => {
    const job = JSON.parse(Buffer.concat(chunks).toString("utf8")) as SubmitJobRequest; // unchecked: that is the point
    reply(response, 202, submit(job));
  });
}

function reply(response: ServerResponse, status: number, body: unknown): void {
  const text = JSON.stringify(body);
  response.writeHead(status, { "Content-Type": "application/json", "Content-Length": Buffer.byteLength(text) });
  response.end(text);
}
