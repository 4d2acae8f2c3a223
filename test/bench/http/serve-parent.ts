import type { Running } from "./candidate.js";

/** Tells the parent the port. */
export type Started = { readonly port: number };
/** Answers any message of the parent: processor time of this process so far, all threads, user and system. */
export type Usage = { readonly cpuMicroseconds: number };

/** Goes on until the process that started this one disconnects. */
export function serveParent({ port, stop }: Running): void {
  process.on("message", () => {
    const { user, system } = process.cpuUsage();
    process.send?.({ cpuMicroseconds: user + system } satisfies Usage);
  });
  process.on("disconnect", () => {
    void stop().finally(() => process.exit(0));
  });
  process.send?.({ port } satisfies Started);
}
