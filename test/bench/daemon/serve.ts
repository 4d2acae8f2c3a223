import type { Started, Usage } from "../http/serve.js";
import { CANDIDATES, type Place } from "./candidates.js";

/** Serves a candidate (name and place on the command line) until the parent disconnects; tells it the port. */
const [name, place = ""] = process.argv.slice(2);
const candidate = CANDIDATES.find((known) => known.name === name);
const running = await candidate?.start(JSON.parse(place) as Place); // written by the parent
if (running === undefined) throw new Error(`no candidate is named ${name}, or its database is missing`);
process.on("message", () => {
  const { user, system } = process.cpuUsage();
  process.send?.({ cpuMicroseconds: user + system } satisfies Usage);
});
process.on("disconnect", () => {
  void running.stop().finally(() => process.exit(0));
});
process.send?.({ port: running.port } satisfies Started);
