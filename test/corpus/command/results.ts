import { existsSync, readFileSync, writeFileSync } from "node:fs";
import type { BrowserProof } from "./browser.js";
import type { DocumentResult } from "./document-run.js";

/** What the last runs found, by name of document: kept, so that one document can be run again alone. */
export interface Results {
  readonly documents: Readonly<Record<string, DocumentResult>>;
  readonly browser: BrowserProof | string;
}

/** Beside the document that shows them. */
const FILE = "test/corpus/results.json";

/** Takes in what was found; gives all that is known since. */
export function keepResults(found: Partial<Results>): Results {
  const known: Results = existsSync(FILE)
    ? (JSON.parse(readFileSync(FILE, "utf8")) as Results) // what this function wrote
    : NOTHING;
  const results = joined(known, found);
  writeFileSync(FILE, `${JSON.stringify(results, undefined, 2)}\n`);
  return results;
}

/** The same for one run, of which nothing is kept. */
export function resultsOfThisRun(): (found: Partial<Results>) => Results {
  let known = NOTHING;
  return (found) => (known = joined(known, found));
}

const NOTHING: Results = { documents: {}, browser: "not tried" };

function joined(known: Results, found: Partial<Results>): Results {
  const documents = Object.entries({ ...known.documents, ...found.documents }).sort(([a], [b]) => (a < b ? -1 : 1));
  return { documents: Object.fromEntries(documents), browser: found.browser ?? known.browser };
}
