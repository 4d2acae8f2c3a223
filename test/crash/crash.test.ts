import { mkdtemp, readFile, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";

import { Random } from "../simulation/random.js";
import { buildDaemon } from "./daemon-program.js";
import type { Answer, Submission } from "./submitter.js";
import { Submitter } from "./submitter.js";
import { Supervisor } from "./supervisor.js";

const KILLS = Number(process.env["KILLS"] ?? 100);
const SUBMITS = Number(process.env["SUBMITS"] ?? 10_000);
const KEYS = 100;
const KILLS_BETWEEN = 10;
const CONNECTIONS = 64;

let program = "";
let root = "";
let supervisor: Supervisor;
let submitter: Submitter;

beforeAll(async () => {
  program = await buildDaemon();
});
afterAll(() => rm(program, { force: true }));

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "specwright-crash-"));
  supervisor = new Supervisor(program, root);
  submitter = new Submitter(CONNECTIONS);
});
afterEach(async () => {
  submitter.close();
  await supervisor.close();
  await rm(root, { recursive: true, force: true });
});

interface StoredEvent {
  readonly event_id: string;
  readonly job_id: string;
  readonly payload: { readonly idempotency_key?: string };
}

/** Every record of the ledger, over all its files; one that is no JSON fails the test. */
async function storedEvents(): Promise<readonly StoredEvent[]> {
  const folder = join(root, ".agents/daemon");
  const names = (await readdir(folder)).filter((name) => /^ledger.*\.jsonl$/.test(name));
  const texts = await Promise.all(names.sort().map((name) => readFile(join(folder, name), "utf8")));
  const text = texts.join("");
  const lines = text.split("\n").filter((line) => line !== "");
  return lines.map((line) => JSON.parse(line) as StoredEvent);
}

/** Repeats a submit, over the lives of daemons, until it is accepted. */
async function untilAccepted(submission: Submission): Promise<Answer> {
  for (;;) {
    const answer = await submitter.submit(await supervisor.url(), submission);
    if (answer?.status === 202) return answer;
  }
}

async function isReady(): Promise<boolean> {
  const reply = await fetch(`${await supervisor.url()}/v1/ready`);
  return ((await reply.json()) as { readonly ready: boolean }).ready;
}

describe("a daemon that is killed", () => {
  it(`loses nothing that it acknowledged, ${KILLS} times`, { timeout: 60_000 + KILLS * 3000 }, async () => {
    const random = new Random(Date.now());
    const acknowledged = new Set<string>();
    let sent = 0;
    for (let kill = 0; kill < KILLS; kill++) {
      const url = await supervisor.url();
      expect(await isReady()).toBe(true);
      let left = 1 + random.below(200);
      const client = async (): Promise<void> => {
        for (;;) {
          const jobId = `job-${sent++}`;
          const payload = { text: "x".repeat((sent * 37) % 700) };
          const submission = { job_type: "rpi.run", job_id: jobId, idempotency_key: jobId, payload } as const;
          const answer = await submitter.submit(url, submission);
          if (answer === undefined) return;
          expect(answer).toEqual({ status: 202, jobId });
          acknowledged.add(jobId);
          if (--left === 0) supervisor.kill();
        }
      };
      await Promise.all(Array.from({ length: CONNECTIONS }, client));
    }
    expect(await isReady()).toBe(true);
    const events = await storedEvents();
    const stored = new Set(events.map(({ job_id }) => job_id));
    expect([...acknowledged].filter((jobId) => !stored.has(jobId))).toEqual([]);
    expect(new Set(events.map(({ event_id }) => event_id)).size).toBe(events.length);
    expect(stored.size).toBe(events.length);
    const folder = await readdir(join(root, ".agents/daemon"));
    const sealed = folder.filter((name) => name.endsWith("Z.jsonl")).length;
    const figures = `${acknowledged.size} acknowledged, ${events.length} stored, ${sealed} files sealed`;
    process.stdout.write(`kills: ${supervisor.kills}, ${figures}\n`);
    expect(sealed).toBeGreaterThan(KILLS / 10);
    expect(acknowledged.size).toBeGreaterThan(KILLS * 20);
  });

  it(
    `makes one job per key of ${SUBMITS} submits with kills in between`,
    { timeout: 120_000 + SUBMITS * 5 },
    async () => {
      const jobOfKey = new Map<string, Set<string>>();
      let next = 0;
      let accepted = 0;
      const client = async (): Promise<void> => {
        for (let index = next++; index < SUBMITS; index = next++) {
          const key = `key-${(index * 7) % KEYS}`;
          const { jobId } = await untilAccepted({ job_type: "rpi.run", idempotency_key: key });
          jobOfKey.set(key, (jobOfKey.get(key) ?? new Set()).add(jobId));
          accepted++;
          if (accepted % Math.ceil(SUBMITS / (KILLS_BETWEEN + 1)) === 3) supervisor.kill();
        }
      };
      await Promise.all(Array.from({ length: CONNECTIONS }, client));
      const events = await storedEvents();
      const stored = events.map(({ payload, job_id }) => [payload.idempotency_key ?? "", new Set([job_id])] as const);
      expect(stored).toHaveLength(KEYS);
      expect(new Map(stored)).toEqual(jobOfKey);
      expect(supervisor.kills).toBeGreaterThanOrEqual(KILLS_BETWEEN);
      process.stdout.write(`keys: ${accepted} submits accepted, ${supervisor.kills} kills, ${events.length} jobs\n`);
    },
  );
});
