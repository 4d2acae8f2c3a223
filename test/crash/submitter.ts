import { Agent, request } from "node:http";

import { HEADERS } from "./supervisor.js";

/** A submit as it is sent. */
export interface Submission {
  readonly job_type: "rpi.run";
  readonly idempotency_key: string;
  readonly job_id?: string;
  readonly payload?: Readonly<Record<string, unknown>>;
}

/** An answer that was read to its end. */
export interface Answer {
  readonly status: number;
  readonly jobId: string;
}

/** A client with many connections. */
export class Submitter {
  readonly #agent: Agent;

  constructor(connections: number) {
    this.#agent = new Agent({ keepAlive: true, maxSockets: connections });
  }

  /** Sends a job; undefined when the connection broke before the answer was complete. */
  submit(url: string, submission: Submission): Promise<Answer | undefined> {
    return new Promise((resolve) => {
      const nothing = (): void => {
        resolve(undefined);
      };
      const options = { method: "POST", headers: HEADERS, agent: this.#agent };
      const outgoing = request(`${url}/v1/jobs`, options, (incoming) => {
        let text = "";
        incoming.setEncoding("utf8");
        incoming.on("data", (chunk: string) => (text += chunk));
        incoming.on("aborted", nothing);
        incoming.on("error", nothing);
        incoming.on("end", () => {
          if (!incoming.complete) return nothing();
          // A reply to a submit is an object, whatever its status.
          const body = JSON.parse(text) as { readonly job_id?: string };
          resolve({ status: incoming.statusCode ?? 0, jobId: body.job_id ?? "" });
        });
      });
      outgoing.on("error", nothing);
      outgoing.end(JSON.stringify(submission));
    });
  }

  close(): void {
    this.#agent.destroy();
  }
}
