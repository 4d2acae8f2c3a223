import { afterEach, beforeEach, describe, expect, it } from "vitest";

import type { Daemon } from "../../server/jobspec/daemon.js";
import { createDaemon } from "../../server/jobspec/daemon.js";
import { MemoryStorage } from "../../server/kernel/ports/memory-storage.js";

let daemon: Daemon;
let url = "";

beforeEach(async () => {
  daemon = await createDaemon({ storage: new MemoryStorage(), token: "t" });
  url = `http://127.0.0.1:${await daemon.server.listen("127.0.0.1", 0)}`;
});
afterEach(() => daemon.stop(1000));

/** A read is sent, but its page is not shown the reply; a preflight and a mutation are refused. */
const STATUSES: Readonly<Record<string, number>> = { GET: 200, OPTIONS: 405, POST: 403 };

describe("pages of another origin", () => {
  it.each(["GET /v1/status", "GET /v1/events", "OPTIONS /v1/jobs", "POST /v1/jobs", "OPTIONS /v1/worker/claim"])(
    "are told nothing that lets them read or send: %s",
    async (request) => {
      const [method = "", path = ""] = request.split(" ");
      const headers = {
        Origin: "http://evil.example",
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "x-agentops-daemon-token",
        "X-AgentOps-Daemon-Token": "t",
      };
      const response = await fetch(url + path, { method, headers });
      await response.arrayBuffer();
      expect([...response.headers.keys()].filter((name) => name.startsWith("access-control"))).toEqual([]);
      expect(response.headers.get("content-type")).toBe("application/json");
      expect(response.status).toBe(STATUSES[method]);
    },
  );
});
