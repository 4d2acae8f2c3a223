import type { Queue } from "./queue.js";

/** Keeps nothing: what the HTTP server alone costs, and so the most that any queue behind it can reach. */
export function noQueue(): Promise<Queue> {
  let submitted = 0;
  return Promise.resolve({
    submit: () => Promise.resolve(`job_${++submitted}`),
    claims: undefined,
    stop: () => Promise.resolve(),
  });
}
