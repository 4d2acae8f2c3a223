import { spawnSync } from "node:child_process";
import { rmSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { build } from "esbuild";
import { folderNearPackages } from "../../folders.js";
import { documentsIn, nameOf, ownDocuments, publicDocuments } from "../documents.js";
import { findChromium, proveInBrowser, type BrowserProof } from "./browser.js";
import { allCompilers } from "./compilers.js";
import { runDocument, type DocumentResult } from "./document-run.js";
import { keepResults, resultsOfThisRun } from "./results.js";
import { nodeVersions } from "./node-versions.js";
import { peers } from "./peers.js";
import { report } from "./report.js";
import { installTools } from "./tools.js";

const REPORT = "docs/corpus.md";

const HELP = `npm run corpus [-- options]: every document, compiler and version of Node; writes docs/corpus.md

  --documents a,b   only these, by name
  --folder DIR      the documents of this folder, in a report of their own: goes with --out
  --operations N    messages for about N operations of each document; all when left out
  --jobs N          so many documents at a time; 1 when left out
  --seed S          other messages; 1 when left out
  --peers a,b       only these other generators, none for ""; all when left out
  --out FILE        docs/corpus.md when left out
`;

const { values: options } = parseArgs({
  options: {
    documents: { type: "string" },
    folder: { type: "string" },
    operations: { type: "string", default: "0" },
    jobs: { type: "string", default: "1" },
    seed: { type: "string", default: "1" },
    peers: { type: "string" },
    out: { type: "string", default: REPORT },
    help: { type: "boolean", default: false },
  },
});

if (options.help) process.stdout.write(HELP);
else process.exitCode = await main();

async function main(): Promise<number> {
  const started = performance.now();
  const { folder: other } = options;
  if (other !== undefined && options.out === REPORT) return tell("--folder goes with --out FILE", 2);
  const documents = chosen(options.documents?.split(","));
  if (documents.length === 0) return tell(`no such document; is ${other ?? "../shared/specs"} there?`, 2);
  const keep = other === undefined ? keepResults : resultsOfThisRun();
  const modules = installTools();
  if (spawnSync("npm", ["run", "--silent", "build"], { stdio: ["ignore", 2, 2] }).status !== 0)
    return tell("the package does not build", 1);
  await bundleProver();
  const folder = folderNearPackages();
  const matrix = {
    ...{ compilers: allCompilers(modules), nodes: nodeVersions(modules) },
    ...{ peers: peers(modules).filter(({ name }) => options.peers?.split(",").includes(name) !== false), folder },
    ...{ seed: Number(options.seed), operations: Number(options.operations) },
  };
  try {
    const browser = await inBrowser(documents);
    let isAllSound = browser === undefined || typeof browser === "string" || browser.faults.length === 0;
    if (browser !== undefined) keep({ browser });
    const waiting = [...documents];
    const work = async (): Promise<void> => {
      const document = waiting.shift();
      if (document === undefined) return;
      const result = await runDocument(document, matrix);
      if (!isSound(result)) isAllSound = false;
      // After each document, so that a run that is stopped has something to show.
      const { documents: known, browser: shown } = keep({ documents: { [result.name]: result } });
      writeFileSync(options.out, report(Object.values(known), { browser: shown, folder: other }));
      tell(`${result.name}: ${Math.round((performance.now() - started) / 1000)} s`, 0);
      return work();
    };
    await Promise.all(Array.from({ length: Number(options.jobs) }, work));
    return isAllSound ? 0 : 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function chosen(names: readonly string[] | undefined): string[] {
  const { folder } = options;
  const all = folder === undefined ? [...ownDocuments(), ...publicDocuments()] : documentsIn(folder);
  return names === undefined ? all : all.filter((document) => names.includes(nameOf(document)));
}

/** One file, so that starting it costs as little as starting what is built. */
async function bundleProver(): Promise<void> {
  const options = { bundle: true, format: "esm", platform: "node", packages: "external", logLevel: "error" } as const;
  await build({ ...options, entryPoints: ["test/corpus/command/prove.ts"], outfile: "dist/corpus-prove.mjs" });
}

async function inBrowser(documents: readonly string[]): Promise<BrowserProof | string | undefined> {
  const document = documents.find((candidate) => nameOf(candidate) === "petstore3");
  if (document === undefined) return undefined;
  const chromium = findChromium();
  const none = "there is no Chromium (Debian: apt-get install chromium)";
  return chromium === undefined ? none : proveInBrowser(document, chromium);
}

function isSound({ generated, errors, findings, loadFaults, proof }: DocumentResult): boolean {
  const isCompiled = Object.values(errors).every((lines) => lines.length === 0);
  const isClean = findings.length === 0 && loadFaults.length === 0;
  return generated.exitCode === 0 && isCompiled && isClean && proof?.faults.length === 0;
}

function tell(line: string, code: number): number {
  process.stderr.write(`${line}\n`);
  return code;
}
