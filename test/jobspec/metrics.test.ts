import { mkdir, mkdtemp, rm, stat } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { DaemonProcess } from "./process/daemon-process.js";

const TOKEN = "metrics-token";
const TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
let root = "";
let daemon: DaemonProcess;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "specwright-metrics-"));
});

afterEach(async () => {
  daemon.kill("SIGKILL");
  await daemon.exited;
  await rm(root, { recursive: true, force: true });
});

async function start(...more: readonly string[]): Promise<string> {
  daemon = new DaemonProcess("run", "--root", root, "--addr", "127.0.0.1:0", "--token", TOKEN, ...more);
  return daemon.url();
}

function metricsUrl(): string | undefined {
  return /^metrics: (\S+)$/m.exec(daemon.stdout)?.[1];
}

async function post(url: string, body: object, token = TOKEN): Promise<Response> {
  const headers = { "X-AgentOps-Daemon-Token": token, traceparent: `00-${TRACE}-00f067aa0ba902b7-01` };
  return fetch(url, { method: "POST", headers, body: JSON.stringify(body) });
}

/** Sends bytes and waits until the daemon has closed the connection. */
function sendRaw(url: string, text: string): Promise<void> {
  return new Promise((resolve) => {
    const { hostname, port } = new URL(url);
    const socket = connect(Number(port), hostname, () => socket.write(text));
    socket.resume().on("error", () => undefined);
    socket.on("close", () => {
      resolve();
    });
  });
}

/** Samples of Prometheus' text format by name and labels; throws for a line that is none. */
function samples(text: string): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  const declared = new Set<string>();
  for (const line of text.trimEnd().split("\n")) {
    const type = /^# TYPE ([a-z0-9_]+) (?:counter|gauge|histogram|summary)$/.exec(line);
    if (type?.[1] !== undefined) declared.add(type[1]);
    if (line === "" || line.startsWith("# ")) continue;
    const sample = /^([a-z0-9_]+)(\{(?:[a-z0-9_]+="(?:[^"\\]|\\.)*",?)*\})? (\S+)$/.exec(line);
    const name = sample?.[1] ?? "";
    const isDeclared = declared.has(name) || declared.has(name.replace(/_(?:bucket|sum|count)$/, ""));
    if (sample === null || !isDeclared) throw new Error(`no sample: ${line}`);
    found.set(`${name}${sample[2] ?? ""}`, Number(sample[3]));
  }
  return found;
}

describe("metrics", () => {
  it("tell of requests, commits, jobs, claims, projections and the ledger, at an address of their own", async () => {
    const url = await start("--metrics", "127.0.0.1:0", "--log-level", "silent");
    for (const jobId of ["a", "b", "c"]) await post(`${url}/v1/jobs`, { job_id: jobId, job_type: "rpi.run" });
    await post(`${url}/v1/jobs`, { job_id: "d", job_type: "rpi.run" }, "wrong");
    await post(`${url}/v1/jobs/cancel`, { job_id: "a" });
    await post(`${url}/v1/worker/claim`, { worker: "w", request_id: "r" });
    const claim = { job_id: "b", claim_token: "stale", lease_epoch: 1 };
    expect((await post(`${url}/v1/worker/complete`, { worker: "w", claim })).status).toBe(409);
    expect((await fetch(`${url}/metrics`)).status).toBe(404);
    for (const text of ["nonsense\r\n\r\n", `GET /${"x".repeat(20_000)} HTTP/1.1\r\n`]) await sendRaw(url, text);
    const scrape = async (): Promise<ReadonlyMap<string, number>> => {
      const response = await fetch(metricsUrl() ?? "");
      expect(response.headers.get("content-type")).toContain("text/plain; version=0.0.4");
      return samples(await response.text());
    };
    // A request is counted when its reply is out, which the client may hear of first.
    const last = 'specwright_http_requests_total{operation="none",status="404"}';
    await expect.poll(async () => (await scrape()).get(last)).toBe(1);
    const found = await scrape();
    expect(
      Object.fromEntries([...found].filter(([name]) => !name.includes("_seconds") && !name.includes("_bucket"))),
    ).toMatchObject({
      'specwright_http_requests_total{operation="submitJob",status="202"}': 3,
      'specwright_http_requests_total{operation="submitJob",status="403"}': 1,
      'specwright_http_malformed_total{status="400"}': 1,
      'specwright_http_malformed_total{status="431"}': 1,
      'specwright_http_requests_total{operation="cancelJob",status="202"}': 1,
      'specwright_http_requests_total{operation="claimJob",status="200"}': 1,
      'specwright_http_requests_total{operation="completeJob",status="409"}': 1,
      'specwright_ledger_events_total{type="job.accepted"}': 3,
      'specwright_ledger_events_total{type="job.claimed"}': 1,
      specwright_ledger_commit_events_count: 5,
      'specwright_jobs{status="queued"}': 1,
      'specwright_jobs{status="running"}': 1,
      'specwright_jobs{status="cancelled"}': 1,
      'specwright_jobs{status="failed"}': 0,
      specwright_waiting_claims: 0,
      'specwright_projection_stale{projection="daemon-status"}': 0,
      specwright_ledger_bytes: (await stat(join(root, ".agents/daemon/ledger.jsonl"))).size,
    });
    expect(found.get('specwright_http_request_duration_seconds_count{operation="submitJob"}')).toBe(4);
    expect(found.get("specwright_ledger_commit_duration_seconds_count")).toBe(5);
    expect([...found.keys()].some((name) => name.startsWith('specwright_claims_refused_total{reason="'))).toBe(true);
    expect([...found.keys()].filter((name) => name.startsWith("specwright_projection_lag_events"))).toHaveLength(3);
  });

  it("are off unless asked for, and never on an address that others can reach", async () => {
    await start("--log-level", "silent");
    expect(metricsUrl()).toBeUndefined();
    daemon.kill("SIGKILL");
    await daemon.exited;
    daemon = new DaemonProcess("run", "--root", root, "--metrics", "0.0.0.0:0");
    expect(await daemon.exited).toBe(1);
    expect(daemon.stderr).toBe('daemon bind address is not loopback: "0.0.0.0:0"\n');
  });

  it("tell that the daemon is not ready when its ledger cannot be read", async () => {
    await mkdir(join(root, ".agents/daemon/ledger.jsonl"), { recursive: true });
    await start("--metrics", "127.0.0.1:0", "--log-level", "silent");
    const response = await fetch(metricsUrl() ?? "");
    expect(response.status).toBe(200);
    const found = samples(await response.text());
    expect(found.get("specwright_ready")).toBe(0);
    expect([...found.keys()].filter((name) => name.startsWith("specwright_jobs"))).toEqual([]);
  });

  it("are refused to a page that has rebound its name", async () => {
    await start("--metrics", "127.0.0.1:0", "--log-level", "silent");
    const { hostname, port } = new URL(metricsUrl() ?? "");
    const { request } = await import("node:http");
    const status = await new Promise((resolve) => {
      const headers = { Host: "evil.example" };
      request({ hostname, port, path: "/metrics", headers }, (response) => {
        response.resume();
        resolve(response.statusCode);
      }).end();
    });
    expect(status).toBe(421);
  });
});

describe("the log", () => {
  it.each([
    [["--traces"], { operation: "submitJob", status: 202, traceId: TRACE, parentId: "00f067aa0ba902b7" }],
    [[], { operation: "submitJob", status: 202 }],
  ])("names the operation and, with %j, the trace", async (flags, expected) => {
    const url = await start(...flags);
    await post(`${url}/v1/jobs`, { job_id: "a", job_type: "rpi.run" });
    daemon.kill("SIGTERM");
    await daemon.exited;
    const lines = daemon.stderr.trim().split("\n");
    const line = lines.map((text) => JSON.parse(text) as object).find((entry) => "path" in entry);
    expect(line).toMatchObject(expected);
    expect(Object.keys(line ?? {}).includes("traceId")).toBe(flags.length > 0);
  });
});
