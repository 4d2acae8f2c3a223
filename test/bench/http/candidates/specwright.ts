import { type Candidate } from "../candidate.js";
import { listenWith } from "../specwright-host.js";
import { health, submit } from "../work.js";

/**
 * The generated router on the project's Express host: requests and replies are validated, credentials are verified.
 */
export const specwright: Candidate = {
  name: "specwright",
  validates: true,
  start: () =>
    listenWith({
      getDaemonHealth: () => ({ status: 200, body: health() }),
      submitJob: ({ body }) => ({ status: 202, body: submit(body) }),
    }),
};
