import { trimSpace } from "../../kernel/white-space.js";

/** Where something in a resource comes from. */
export interface ProvenanceLink {
  readonly rel: string;
  readonly kind: string;
  readonly uri?: string;
  readonly path?: string;
  readonly job_id?: string;
  readonly run_id?: string;
  readonly event_id?: string;
  readonly artifact?: string;
}

/** What links are made of. */
export interface Origin {
  readonly jobId: string;
  readonly runId: string | undefined;
  readonly lastEventId: string;
  readonly artifacts: Readonly<Record<string, string>> | undefined;
}

/** The links of a resource: its last event, its job, its run, then its artifacts by name. */
export function provenance({ jobId, runId, lastEventId, artifacts }: Origin): readonly ProvenanceLink[] {
  const run = runId === undefined ? {} : { run_id: runId };
  const links: ProvenanceLink[] = [
    { rel: "source-event", kind: "daemon-ledger-event", event_id: lastEventId },
    { rel: "source-job", kind: "daemon-job", job_id: jobId },
  ];
  if (runId !== undefined) links.push({ rel: "source-run", kind: "daemon-run", job_id: jobId, ...run });
  for (const [artifact, value] of Object.entries(artifacts ?? {}).sort()) {
    const target = trimSpace(value);
    if (target === "") continue;
    const place = target.includes("://") ? { uri: target } : { path: target };
    links.push({ rel: "artifact", kind: "artifact", ...place, job_id: jobId, ...run, artifact });
  }
  return links;
}
