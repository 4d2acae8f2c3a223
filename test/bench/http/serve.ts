import type { Running } from "./candidate.js";
import { CANDIDATES } from "./candidates/index.js";

/** Tells the parent the port. */
export type Started = { readonly port: number };
/** Answers any message of the parent: processor time of this process so far, all threads, user and system. */
export type Usage = { readonly cpuMicroseconds: number };

/** Serves the candidate that is named on the command line until the parent disconnects. */
async function serve(name: string | undefined): Promise<Running> {
  const candidate = CANDIDATES.find((known) => known.name === name);
  if (candidate === undefined) throw new Error(`no candidate is named ${name}`);
  return candidate.start();
}

const { port } = await serve(process.argv[2]);
process.on("message", () => {
  const { user, system } = process.cpuUsage();
  process.send?.({ cpuMicroseconds: user + system } satisfies Usage);
});
process.on("disconnect", () => process.exit(0));
process.send?.({ port } satisfies Started);
