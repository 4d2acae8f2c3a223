import type { OpenClawProvenanceLink } from "../../../generated/jobspec/types.js";
import { trimSpace } from "../../kernel/white-space.js";

/** What links are made of. */
export interface Origin {
  readonly jobId: string;
  readonly runId: string | undefined;
  readonly lastEventId: string;
  readonly artifacts: Readonly<Record<string, string>> | undefined;
}

/** The links of a resource: its last event, its job, its run, then its artifacts by name. */
export function provenance({ jobId, runId, lastEventId, artifacts }: Origin): readonly OpenClawProvenanceLink[] {
  const run = runId === undefined ? {} : { run_id: runId };
  const links: OpenClawProvenanceLink[] = [
    { rel: "source-event", kind: "daemon-ledger-event", event_id: lastEventId },
    { rel: "source-job", kind: "daemon-job", job_id: jobId },
  ];
  if (runId !== undefined) links.push({ rel: "source-run", kind: "daemon-run", job_id: jobId, ...run });
  const byName = Object.entries(artifacts ?? {}).sort(([one], [other]) => (one < other ? -1 : 1));
  for (const [artifact, value] of byName) {
    const target = trimSpace(value);
    if (target === "") continue;
    const place = target.includes("://") ? { uri: target } : { path: target };
    links.push({ rel: "artifact", kind: "artifact", ...place, job_id: jobId, ...run, artifact });
  }
  return links;
}
