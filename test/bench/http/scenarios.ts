import { JOB, TOKEN, TOKEN_HEADER } from "./work.js";

/** A request that is measured. */
export interface Scenario {
  readonly name: string;
  /** Head and body, as they travel. */
  readonly request: string;
  readonly status: number;
}

/** What is measured of each candidate. */
export const SCENARIOS: readonly Scenario[] = [
  {
    name: "POST /v1/jobs",
    status: 202,
    request: message(
      "POST /v1/jobs",
      {
        "content-type": "application/json",
        "content-length": String(JOB.length),
        [TOKEN_HEADER]: TOKEN,
      },
      JOB,
    ),
  },
  { name: "GET /v1/health", status: 200, request: message("GET /v1/health", {}, "") },
];

/** A request as it travels. */
export function message(target: string, headers: Readonly<Record<string, string>>, body: string): string {
  const fields = Object.entries({ host: "127.0.0.1", ...headers }).map(([name, value]) => `${name}: ${value}\r\n`);
  return `${target} HTTP/1.1\r\n${fields.join("")}\r\n${body}`;
}
