import type { LedgerEvent } from "../../server/kernel/ledger/event.js";
import { Violation } from "./violation.js";
import type { SimulatedDisk } from "./simulated-disk.js";

const FOLDER = ".agents/daemon/projections";

/** The files that the daemon writes. */
export const PROJECTION_PATHS = ["jobs.json", "openclaw/latest.json", "status.json"].map((name) => `${FOLDER}/${name}`);

/** What every one of them says in one way or another. */
interface Shown {
  readonly last_event_id?: string;
  readonly source?: { readonly last_event_id?: string };
  readonly jobs?: readonly { readonly job_id: string }[];
  readonly resources?: { readonly jobs: readonly { readonly job_id: string }[] };
}

/** Id of the last event that a projection's file shows; undefined when the file is not there, or shows none. */
export function shownEventId(disk: SimulatedDisk, path: string): string | undefined {
  const shown = read(disk, path);
  return shown?.last_event_id ?? shown?.source?.last_event_id;
}

/**
 * Checks the projections' files against the events that a start has found: each is whole, shows nothing that the ledger
 * does not hold, and shows it as it was at that event.
 */
export function checkProjectionFiles(disk: SimulatedDisk, events: readonly LedgerEvent[]): void {
  for (const path of PROJECTION_PATHS) {
    const shown = read(disk, path);
    if (shown === undefined) continue;
    const eventId = shown.last_event_id ?? shown.source?.last_event_id;
    const count = events.findIndex(({ event_id }) => event_id === eventId) + 1;
    if (eventId !== undefined && count === 0) throw new Violation(`${path} is ahead of the ledger: ${eventId}`);
    const jobs = (shown.jobs ?? shown.resources?.jobs)?.map(({ job_id }) => job_id);
    const stored = new Set(
      events.slice(0, count).flatMap(({ event_type, job_id }) => {
        return event_type === "job.accepted" ? [job_id] : [];
      }),
    );
    if (jobs === undefined || String(jobs) === String([...stored])) continue;
    throw new Violation(`${path} shows ${jobs.length} jobs at event ${count}, the ledger has ${stored.size}`);
  }
}

function read(disk: SimulatedDisk, path: string): Shown | undefined {
  const file = disk.file(path);
  if (file === undefined) return undefined;
  try {
    return JSON.parse(file.read(0, file.length).toString()) as Shown; // its parts are looked for one by one
  } catch (cause) {
    throw new Violation(`${path} is not whole: ${String(cause)}`);
  }
}
