import { message } from "../http/scenarios.js";
import { TOKEN, TOKEN_HEADER } from "../http/work.js";

/** A job without ids or key: each request is another job. */
const JOB = JSON.stringify({
  job_type: "rpi.run",
  payload: { goal: "Draft current-behavior JobSpec v0", depth: 2048, tags: ["draft", "v0"], dry_run: false },
});

/** POST /v1/jobs as it travels. */
export const SUBMIT = message(
  "POST /v1/jobs",
  { "content-type": "application/json", "content-length": String(JOB.length), [TOKEN_HEADER]: TOKEN },
  JOB,
);
