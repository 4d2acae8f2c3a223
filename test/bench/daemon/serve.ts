import { serveParent } from "../http/serve-parent.js";
import { CANDIDATES, type Place } from "./candidates.js";

/** Serves a candidate: name and place on the command line. */
const [name, place = ""] = process.argv.slice(2);
const candidate = CANDIDATES.find((known) => known.name === name);
const running = await candidate?.start(JSON.parse(place) as Place); // written by the parent
if (running === undefined) throw new Error(`no candidate is named ${name}, or its database is missing`);
serveParent(running);
