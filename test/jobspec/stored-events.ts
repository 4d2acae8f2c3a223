import type { LedgerEvent } from "../../generated/jobspec/types.js";
import type { JobspecRuntime } from "../../server/jobspec/runtime.js";

/** What the ledger of a runtime holds, read past every client. */
export async function storedEvents(runtime: JobspecRuntime): Promise<readonly LedgerEvent[]> {
  const stored = await runtime.storedEvents({ since: undefined, limit: undefined });
  const texts: string[] = [];
  for await (const some of stored?.texts ?? []) texts.push(...some);
  return texts.map((text) => JSON.parse(text) as LedgerEvent); // written by the daemon that is tested
}
