import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { applyOverlay, parseOverlay, type JsonValue } from "../generator/document/overlay.js";
import { interfaceFingerprint } from "../generator/document/fingerprint.js";

/** One entry of openapi/contracts.lock. */
interface LockedContract {
  readonly document: string;
  readonly source: string;
  readonly date: string;
  readonly sha256: string;
  readonly fingerprint: string;
}

const ROOT = new URL("../", import.meta.url);
const UPSTREAM = new URL("../shared/contracts/", ROOT);
const LOCK = (parse(read(new URL("openapi/contracts.lock", ROOT))) as { contracts: LockedContract[] }).contracts;

function read(file: URL): string {
  return readFileSync(file, "utf8");
}

function ours({ document }: LockedContract): string {
  return read(new URL(`openapi/${document}`, ROOT));
}

function fingerprintOf(text: string): string {
  return interfaceFingerprint(parse(text, { mapAsMap: true }));
}

/** What of the texts does not agree with the lock; empty when all does. */
function disagreements(locked: LockedContract, texts: { ours?: string; upstream?: string }): string[] {
  const found: string[] = [];
  if (texts.ours !== undefined && fingerprintOf(texts.ours) !== locked.fingerprint) {
    found.push(`the interface of openapi/${locked.document} is not that of ${locked.source}`);
  }
  if (texts.upstream === undefined) return found;
  const sha256 = createHash("sha256").update(texts.upstream).digest("hex");
  if (sha256 !== locked.sha256) found.push(`${locked.source} has changed: its sha256 is ${sha256}`);
  const fingerprint = fingerprintOf(texts.upstream);
  if (fingerprint !== locked.fingerprint) found.push(`the interface of ${locked.source} has moved to ${fingerprint}`);
  return found;
}

test("the lock names its documents completely", () => {
  expect(LOCK.map(({ document }) => document)).toEqual(["jobspec.yaml", "taskrunner.yaml"]);
  for (const { source, date, sha256, fingerprint } of LOCK) {
    expect(source).not.toBe("");
    expect(date).toMatch(/^\d{4}-\d\d-\d\d$/);
    expect(`${sha256} ${fingerprint}`).toMatch(/^[0-9a-f]{64} [0-9a-f]{64}$/);
  }
});

describe.each(LOCK)("$document", (locked) => {
  test("states the locked interface", () => {
    expect(disagreements(locked, { ours: ours(locked) })).toEqual([]);
  });

  test.skipIf(!existsSync(UPSTREAM))("is locked to the upstream document (skipped without ../shared/contracts)", () => {
    expect(disagreements(locked, { upstream: read(new URL(locked.document, UPSTREAM)) })).toEqual([]);
  });

  test.skipIf(!existsSync(UPSTREAM))(
    "shares no sentence with upstream's prose (skipped without ../shared/contracts)",
    () => {
      const theirs = new Set(sentences(parse(read(new URL(locked.document, UPSTREAM)))));
      expect(sentences(parse(ours(locked))).filter((sentence) => theirs.has(sentence))).toEqual([]);
    },
  );
});

describe("a seeded change is found", () => {
  const [jobspec, taskrunner] = LOCK as [LockedContract, LockedContract]; // the lock has these two, as tested above

  test.each([
    ["status", jobspec, '"503":', '"504":'],
    [
      "order of statuses",
      jobspec,
      '"503":\n          $ref: "#/components/responses/Error"\n        "500":\n',
      '"500":\n          $ref: "#/components/responses/Error"\n        "503":\n',
    ],
    ["header", jobspec, "Allow:", "Allowed:"],
    ["security scheme", jobspec, "name: X-AgentOps-Daemon-Token", "name: X-Token"],
    ["alias", jobspec, "x-agentops-aliases: [/jobs]", "x-agentops-aliases: []"],
    ["example value", jobspec, "reason: operator stop", "reason: stop"],
    ["enum order", jobspec, "[current, stale, degraded]", "[stale, current, degraded]"],
    ["pattern", taskrunner, "^[a-zA-Z0-9_-]+$", "^[a-zA-Z0-9_.-]+$"],
    ["scope", taskrunner, "taskrunner.viewer:", "taskrunner.reader:"],
    ["line of a manifest", taskrunner, "quotaSeconds: 60", "quotaSeconds: 61"],
    ["summary in an example value", taskrunner, 'summary: "Reviewed', 'summary: "Looked at'],
    [
      "property named summary",
      taskrunner,
      "        summary:\n          type: string",
      "        comment:\n          type: string",
    ],
  ])("%s", (_, locked, from, to) => {
    const text = ours(locked);
    expect(text).toContain(from);
    expect(disagreements(locked, { ours: text.replace(from, () => to) })).toEqual([
      `the interface of openapi/${locked.document} is not that of ${locked.source}`,
    ]);
  });

  test("upstream's bytes, and upstream's interface", () => {
    const locked = { ...jobspec, sha256: createHash("sha256").update(ours(jobspec)).digest("hex") };
    expect(disagreements(locked, { upstream: ours(jobspec) })).toEqual([]);
    expect(disagreements(locked, { upstream: `# new\n${ours(jobspec)}` })).toHaveLength(1);
    expect(disagreements(locked, { upstream: ours(jobspec).replace("/v1/health:", "/v1/alive:") })).toHaveLength(2);
  });

  test("new prose is no change", () => {
    const text = ours(jobspec).replace("Cancel a job that has not ended.", "Stop a job.");
    expect(text).not.toBe(ours(jobspec));
    expect(disagreements(jobspec, { ours: text })).toEqual([]);
  });
});

describe("overlay of jobspec.yaml", () => {
  const file = "openapi/jobspec.overlay.yaml";
  const document = parse(read(new URL("openapi/jobspec.yaml", ROOT))) as JsonValue;
  const overlay = parseOverlay(file, read(new URL(file, ROOT)));

  test("gives the reason of each action", () => {
    const { actions } = parse(read(new URL(file, ROOT))) as { actions: { description?: string }[] };
    expect(actions.filter(({ description }) => (description ?? "").length < 10)).toEqual([]);
  });

  test("leaves a valid OpenAPI 3.1 document", () => {
    const valid = new Ajv2020({ strict: false, validateFormats: false }).compile(openApiSchema());
    expect(valid(document), "before").toBe(true);
    expect(valid(applyOverlay(document, overlay).document), JSON.stringify(valid.errors)).toBe(true);
    expect(valid({ ...(document as object), paths: { "/": { get: { responses: 1 } } } }), "the schema refuses").toBe(
      false,
    );
  });

  test("makes the amendments that it is for, and no other", () => {
    const { places } = applyOverlay(document, overlay);
    expect([...places.keys()].filter((pointer) => !within(pointer, [...places.keys()]))).toEqual([
      "/components/responses/JobNotFound",
      "/components/responses/BodyTooLarge",
      "/paths/~1v1~1jobs~1cancel/post/responses/404",
      "/paths/~1v1~1jobs/post/responses/413",
      "/paths/~1v1~1jobs~1cancel/post/responses/413",
      "/paths/~1openclaw~1v1~1triggers~1jobs/post/responses/413",
      "/paths/~1openclaw~1v1~1triggers~1jobs/post/responses/503/content/application~1json/schema/anyOf",
      "/paths/~1v1~1jobs/post/requestBody/content/*~1*",
      "/paths/~1v1~1jobs~1cancel/post/requestBody/content/*~1*",
      "/paths/~1openclaw~1v1~1triggers~1jobs/post/requestBody/content/*~1*",
      "/components/schemas/SubmitJobRequest/properties/payload/type",
      "/paths/~1v1~1events/get/parameters",
      "/paths/~1v1~1events/get/responses/400",
    ]);
  });
});

/** True when another of `pointers` leads to what holds the value of `pointer`. */
function within(pointer: string, pointers: readonly string[]): boolean {
  return pointers.some((other) => pointer.startsWith(`${other}/`));
}

function openApiSchema(): object {
  const file = "node_modules/express-openapi-validator/dist/framework/openapi.v3_1.modified.schema.json";
  return JSON.parse(read(new URL(file, ROOT))) as object;
}

/** Sentences of summaries and descriptions, but for those within example values. */
function sentences(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(sentences);
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, child]) => {
    if (key === "value") return [];
    if (typeof child !== "string" || !["summary", "description"].includes(key)) return sentences(child);
    return child
      .toLowerCase()
      .split(/(?<=[.:])\s+|\n/)
      .map((sentence) => sentence.trim())
      .filter((sentence) => sentence !== "");
  });
}
