/**
 * OpenClaw's side of a snapshot, written from the consumer's rules and nothing of the server: unknown members are
 * passed over, everything that a consumer relies on has to be there.
 */

/** The rule that a snapshot breaks, with the place. */
export class SnapshotError extends Error {
  override readonly name = "SnapshotError";
}

/** What a consumer takes from a snapshot. */
export interface ConsumedSnapshot {
  readonly snapshotId: string;
  readonly status: string;
  /** Ids by list. */
  readonly resources: Readonly<Record<(typeof LISTS)[number]["list"], readonly string[]>>;
}

type Members = Readonly<Record<string, unknown>>;

const STATUSES = ["current", "stale", "degraded"];
const LISTS = [
  { list: "runs", kind: "run" },
  { list: "jobs", kind: "job" },
  { list: "wiki", kind: "wiki" },
] as const;
const TARGETS = ["uri", "path", "job_id", "run_id", "event_id"];
const RFC_3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/;

/** Reads the text of a snapshot; throws {@link SnapshotError}. */
export function readConsumerSnapshot(text: string): ConsumedSnapshot {
  const snapshot = object(parse(text), "snapshot");
  if (snapshot["schema_version"] !== 1) throw new SnapshotError("schema_version is not 1");
  const snapshotId = required(snapshot, "snapshot_id", "snapshot");
  const generatedAt = required(snapshot, "generated_at", "snapshot");
  if (!RFC_3339.test(generatedAt) || Number.isNaN(Date.parse(generatedAt))) {
    throw new SnapshotError(`generated_at is no RFC 3339 time: ${generatedAt}`);
  }
  required(object(snapshot["source"], "source"), "ledger", "source");
  const status = required(snapshot, "status", "snapshot");
  if (!STATUSES.includes(status)) throw new SnapshotError(`status ${status} is none of a snapshot`);
  const resources = object(snapshot["resources"], "resources");
  const [runs, jobs, wiki] = LISTS.map(({ list, kind }) => {
    return array(resources[list], list).map((item, index) => resourceId(item, kind, `${list}[${index}]`));
  });
  return { snapshotId, status, resources: { runs: runs ?? [], jobs: jobs ?? [], wiki: wiki ?? [] } };
}

function resourceId(item: unknown, kind: string, place: string): string {
  const resource = object(item, place);
  const id = required(resource, "resource_id", place);
  const found = required(resource, "resource_kind", place);
  if (found !== kind) throw new SnapshotError(`${place}.resource_kind is ${found}, not ${kind}`);
  required(resource, "status", place);
  for (const [index, link] of array(resource["provenance"], `${place}.provenance`).entries()) {
    checkLink(object(link, `${place}.provenance[${index}]`), `${place}.provenance[${index}]`);
  }
  return id;
}

function checkLink(link: Members, place: string): void {
  required(link, "rel", place);
  required(link, "kind", place);
  if (!TARGETS.some((name) => isText(link[name]))) throw new SnapshotError(`${place} leads nowhere`);
}

/** JSON.parse refuses what comes after the value, as the consumer does. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new SnapshotError(`no JSON: ${String(cause)}`);
  }
}

function required(members: Members, name: string, place: string): string {
  const value = members[name];
  if (!isText(value)) throw new SnapshotError(`${place}.${name} is missing`);
  return value;
}

function isText(value: unknown): value is string {
  return typeof value === "string" && value.trim() !== "";
}

function object(value: unknown, place: string): Members {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Members; // keys are text
  throw new SnapshotError(`${place} is no object`);
}

function array(value: unknown, place: string): readonly unknown[] {
  if (Array.isArray(value)) return value;
  throw new SnapshotError(`${place} is no list`);
}
