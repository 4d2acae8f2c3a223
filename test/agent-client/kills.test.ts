import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { followEvents } from "../../client/jobspec/events.js";
import { submitDurably } from "../../client/jobspec/submit.js";
import { createClient } from "../../generated/runtime/client.js";
import { DaemonProcess } from "../jobspec/process/daemon-process.js";
import { TOKEN } from "./daemon.js";

const KILLS = 3;
const KEYS = 30;
let root = "";
let daemon: DaemonProcess | undefined;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "specwright-kills-"));
});
afterEach(async () => {
  await kill();
  await rm(root, { recursive: true, force: true });
});

async function start(port: string): Promise<string> {
  const options = ["--root", root, "--addr", `127.0.0.1:${port}`, "--token", TOKEN, "--log-level", "silent"];
  daemon = new DaemonProcess("run", ...options);
  return daemon.url();
}

async function kill(): Promise<void> {
  daemon?.kill("SIGKILL");
  await daemon?.exited;
}

async function storedIds(): Promise<string[]> {
  const text = await readFile(join(root, ".agents/daemon/ledger.jsonl"), "utf8");
  const lines = text.split("\n").filter((line) => line !== "");
  return lines.map((line) => (JSON.parse(line) as { event_id: string }).event_id); // written by the daemon
}

it("makes one job for each key and shows each event once, though the daemon is killed again and again", async () => {
  const url = await start("0");
  const client = createClient({ baseUrl: url, credentials: { DaemonMutationToken: TOKEN } });
  const backoff = { firstMs: 20, longestMs: 200 };
  const controller = new AbortController();
  const followed: string[] = [];
  const keys: unknown[] = [];
  const following = (async () => {
    for await (const event of followEvents(client, { backoff, poll: backoff, signal: controller.signal })) {
      followed.push(event.event_id);
      keys.push(event.payload?.["idempotency_key"]);
      if (followed.length === KEYS) controller.abort();
    }
  })();
  // Each round submits its keys twice at the same time, and the daemon is killed once the first is accepted.
  const perRound = KEYS / KILLS;
  for (let round = 0; round < KILLS; round += 1) {
    const submissions = Array.from({ length: perRound * 2 }, (_, index) => {
      const body = { job_type: "rpi.run", idempotency_key: `key-${round * perRound + (index % perRound)}` } as const;
      return submitDurably(client, body, { backoff });
    });
    await Promise.race(submissions);
    await kill();
    await start(new URL(url).port);
    expect((await Promise.all(submissions)).map(({ outcome }) => outcome)).toEqual(submissions.map(() => "accepted"));
  }
  await following;
  expect(new Set(keys)).toEqual(new Set(Array.from({ length: KEYS }, (_, index) => `key-${index}`)));
  expect(followed).toEqual(await storedIds());
});
