import { Ajv2020 } from "ajv/dist/2020.js";
import { expect, it } from "vitest";

import { FILE_PATHS } from "../../server/jobspec/projections/file-paths.js";
import { projectionSet } from "../../server/jobspec/projections/set.js";
import type { QueueCommand } from "../../server/jobspec/queue/command.js";
import { JOB_TYPES } from "../../server/jobspec/queue/vocabulary.js";
import { JobspecRuntime } from "../../server/jobspec/runtime.js";
import { systemIdentifiers } from "../../server/kernel/ports/identifiers.js";
import { MemoryStorage } from "../../server/kernel/ports/memory-storage.js";
import { contractDocument } from "../hostile/judge.js";
import { Agenda } from "../simulation/agenda.js";
import { Random } from "../simulation/random.js";
import { readConsumerSnapshot } from "./consumer-snapshot.js";

const LEDGER = ".agents/daemon/ledger.jsonl";
/** Names that are numbers, or a prototype's, or sorted otherwise than they come. */
const ARTIFACTS = { z: "1", "a!": "2", a: "3", constructor: "c", 10: "x", 9: "y", "\u2028": "l", blank: " " };
const MORE_ARTIFACTS = { y: "https://x/y", ["__proto__"]: "p", a: "later" };
/** What commands a moment later has to show as it is stored, too. */
const HOUR_MS = 3_600_000;

/** What happens, one command after another, each told of the state before it. */
const STORY: readonly ((runtime: JobspecRuntime) => QueueCommand)[] = [
  ...JOB_TYPES.map((jobType) => (): QueueCommand => ({ kind: "submit", jobType, jobId: `j ${jobType}`, actor: "t" })),
  () => ({ kind: "claim", jobId: "j rpi.run", leaseMs: HOUR_MS, actor: "w", requestId: "r-1" }),
  (runtime) => ({ kind: "heartbeat", ...fence(runtime, "j rpi.run"), leaseMs: HOUR_MS, artifacts: ARTIFACTS }),
  (runtime) => ({ kind: "complete", ...fence(runtime, "j rpi.run"), artifacts: MORE_ARTIFACTS }),
  () => ({ kind: "claim", jobId: "j wiki.forge", leaseMs: HOUR_MS, actor: "w", requestId: "r-2" }),
  (runtime) => ({
    kind: "fail",
    ...fence(runtime, "j wiki.forge"),
    artifacts: ARTIFACTS,
    failure: { code: "lost", message: "\u2028<&>", retryable: true },
  }),
  () => ({ kind: "cancel", jobId: "j dream.run", reason: " why ", actor: "t" }),
  () => ({ kind: "mark", status: "stale", projections: ["wiki-jobs"], reason: "away", actor: "t" }),
  () => ({ kind: "claim", jobId: "j dream.stage", leaseMs: 1_000, actor: "w", requestId: "r-3" }),
];

function fence(runtime: JobspecRuntime, jobId: string) {
  const { claimToken = "", leaseEpoch = 0 } = runtime.view().state.job(jobId) ?? {};
  return { jobId, claimToken, leaseEpoch, actor: "w" };
}

class Ground {
  readonly storage = new MemoryStorage();
  readonly agenda = new Agenda(new Random(1));

  open(): Promise<JobspecRuntime> {
    const { storage, agenda } = this;
    const ports = { storage, clock: agenda, scheduler: agenda, identifiers: systemIdentifiers };
    // A restart goes on from a checkpoint; from nothing there is none.
    return JobspecRuntime.open({ ...ports, checkpointEvents: 1, onFatal: () => undefined });
  }

  close(runtime: JobspecRuntime): Promise<void> {
    return this.agenda.run(runtime.close());
  }

  /** The files but for when they were made. */
  files(): readonly string[] {
    return Object.values(FILE_PATHS).map((path) => {
      const text = this.storage.bytes(path)?.toString() ?? "";
      return text.replaceAll(/"(rebuilt_at|generated_at)":"[^"]+"/g, '"$1":"2026-01-01T00:00:00Z"');
    });
  }
}

const ajv = new Ajv2020({ strict: false, validateFormats: false });
ajv.addSchema(contractDocument("jobspec") as object, "contract");

/** What is wrong with a value by the contract itself, with nothing of the server. */
function faultsOf(schema: string, value: unknown): string | undefined {
  const validate = ajv.getSchema(`contract#/components/schemas/${schema}`);
  return validate?.(value) === true ? undefined : `${schema}: ${ajv.errorsText(validate?.errors)}`;
}

/** The files of a moment by the contract and by a consumer's rules. */
function faultsOfFiles(texts: readonly string[]): readonly string[] {
  const [jobs = {}, snapshot, status = {}] = texts.map((text) => JSON.parse(text) as Record<string, unknown>); // ours
  readConsumerSnapshot(texts[1] ?? "");
  const manifests = Object.values(status["manifests"] as object);
  const found = [
    faultsOf("OpenClawConsumerSnapshot", snapshot),
    faultsOf("ReadyResponse", status),
    ...[jobs, status, ...manifests].map((manifest) => faultsOf("ProjectionManifest", manifest)),
    ...(jobs["jobs"] as unknown[]).map((row) => faultsOf("JobProjection", row)),
  ];
  return [...found, manifests.length === 6 ? undefined : "not six manifests"].filter((fault) => fault !== undefined);
}

it("files and answers are the same to the byte: following, after a restart, and from nothing", async () => {
  const ground = new Ground();
  let runtime = await ground.open();
  for (const command of STORY) {
    await ground.agenda.run(runtime.execute(command(runtime)));
    const answered = JSON.stringify(projectionSet(runtime.view()));
    await ground.close(runtime);
    const followed = ground.files();
    expect(faultsOfFiles(followed)).toEqual([]);
    const anew = new Ground();
    anew.storage.put(LEDGER, ground.storage.bytes(LEDGER) ?? Buffer.alloc(0));
    await anew.close(await anew.open());
    expect(anew.files()).toEqual(followed);
    for (const path of Object.values(FILE_PATHS)) await ground.storage.remove(path);
    runtime = await ground.open();
    await ground.close(runtime);
    expect(ground.files()).toEqual(followed);
    runtime = await ground.open();
    expect(JSON.stringify(projectionSet(runtime.view()))).toBe(answered);
  }
  expect(runtime.view().state.eventCount).toBe(STORY.length);
  expect(Object.keys(runtime.view().state.job("j rpi.run")?.artifacts ?? {})).toContain("__proto__");
});
