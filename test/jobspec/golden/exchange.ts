import { request as httpRequest } from "node:http";
import type { IncomingMessage } from "node:http";

import type { RecordedRequest } from "./cases.js";
import { bodyOf } from "./cases.js";

/** Carries the peer that a recorded request came from; only the tests' daemon reads it. */
export const PEER_HEADER = "x-test-peer";

/** A reply as it came over the socket. */
export interface Received {
  readonly status: number;
  readonly headers: IncomingMessage["headers"];
  readonly text: string;
}

/** Sends a recorded request as it is: its path is not cleaned, and no header is added that could matter. */
export function send(port: number, recorded: RecordedRequest): Promise<Received> {
  const body = bodyOf(recorded);
  const headers: Record<string, string> = { ...recorded.headers, Connection: "close" };
  if (recorded.remote_addr !== undefined) headers[PEER_HEADER] = recorded.remote_addr;
  if (body !== undefined) headers["Content-Length"] = String(Buffer.byteLength(body));
  return new Promise((resolve, reject) => {
    const { method, path } = recorded;
    const outgoing = httpRequest({ host: "127.0.0.1", port, method, path, headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("error", reject);
      response.on("end", () => {
        const text = Buffer.concat(chunks).toString("utf8");
        resolve({ status: response.statusCode ?? 0, headers: response.headers, text });
      });
    });
    outgoing.on("error", reject);
    outgoing.end(body);
  });
}
