import { CANDIDATES } from "./candidates/index.js";
import { serveParent } from "./serve-parent.js";

/** Serves the candidate that is named on the command line. */
const name = process.argv[2];
const candidate = CANDIDATES.find((known) => known.name === name);
if (candidate === undefined) throw new Error(`no candidate is named ${name}`);
serveParent(await candidate.start());
