import createClient from "openapi-fetch";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { paths } from "../../generated/taskrunner/openapi.js";
import { RUN, startTaskRunner, type TestServer } from "../server/task-runner.js";

/** The real openapi-fetch on our `paths`, as its users write it, against our server. */
let server: TestServer;
beforeAll(async () => {
  server = await startTaskRunner({
    handlers: {
      getRunState: ({ path }) => (path.runId === "run-1" ? { status: 200, body: RUN } : { status: 404 }),
      createPackRun: ({ body }) => ({ status: 201, headers: { Location: `/runs/${body.runId ?? "new"}` }, body: RUN }),
      listRunArtifacts: () => ({ status: 200, body: [{ name: "report", type: "file", status: "captured" }] }),
    },
  });
});
afterAll(() => server.close());

function client() {
  return createClient<paths>({ baseUrl: server.url, headers: { authorization: "Bearer secret" } });
}

it("reads what the server sends, by path and method", async () => {
  const { data, error } = await client().GET("/v1/task-runner/runs/{runId}", { params: { path: { runId: "run-1" } } });
  expect(error).toBeUndefined();
  // Typed: `data.steps` is an array of steps.
  expect(data?.steps.map((step) => step.stepId)).toEqual([]);
  const artifacts = await client().GET("/v1/task-runner/runs/{runId}/artifacts", {
    params: { path: { runId: "run-1" } },
  });
  expect(artifacts.data?.[0]?.status).toBe("captured");
});

it("sends bodies and headers that the server accepts", async () => {
  const { response, data } = await client().POST("/v1/task-runner/runs", {
    params: { header: { "X-StellaOps-Tenant": "t" } },
    body: { manifest: "m", runId: "run-7" },
  });
  expect([response.status, response.headers.get("location"), data?.runId]).toEqual([201, "/runs/run-7", "run-1"]);
});

it("gets refusals in the declared error shape", async () => {
  const { error, response } = await client().POST("/v1/task-runner/runs/{runId}/approvals/{approvalId}", {
    params: { path: { runId: "run-1", approvalId: "a" } },
    body: { decision: "approved", planHash: "nonsense" },
  });
  expect(response.status).toBe(400);
  expect(error?.error.code).toBe("invalid-request");
});

it("refuses at compile time what the contract does not have", () => {
  const api = client();
  // @ts-expect-error no such path
  void (() => api.GET("/v1/task-runner/nothing"));
  // @ts-expect-error the path parameter is missing
  void (() => api.GET("/v1/task-runner/runs/{runId}", {}));
  const approvals = "/v1/task-runner/runs/{runId}/approvals/{approvalId}";
  // @ts-expect-error not one of the decisions
  void (() => api.POST(approvals, { body: { decision: "maybe", planHash: "" } }));
  expect(api).toBeDefined();
});
