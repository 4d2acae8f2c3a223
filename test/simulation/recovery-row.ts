import { DAEMON_DIRECTORY } from "../../server/jobspec/ledger-place.js";
import { EVENT_TYPES } from "../../server/jobspec/queue/vocabulary.js";
import { FileLedger } from "../../server/kernel/ledger/file-ledger.js";
import { MemoryStorage } from "../../server/kernel/ports/memory-storage.js";
import type { SimulatedDisk } from "./simulated-disk.js";

const NAME = "ledger.jsonl";
const TYPES = new Set<string>(EVENT_TYPES);

/** The row of the recovery table that the next start will come to, found on a copy; nothing on the disk changes. */
export async function recoveryRow(disk: SimulatedDisk): Promise<string> {
  const storage = new MemoryStorage();
  for (const path of disk.paths()) {
    const content = disk.file(path);
    if (content !== undefined && path.startsWith(`${DAEMON_DIRECTORY}/`)) storage.put(path, content.read());
  }
  const ledger = await FileLedger.open({ storage, directory: DAEMON_DIRECTORY, name: NAME, eventTypes: TYPES });
  await ledger.replay(() => undefined);
  return ledger.recoveryRow ?? "none";
}
