import { mkdir } from "node:fs/promises";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";

import { build } from "esbuild";

const ENTRY = fileURLToPath(new URL("../jobspec/process/entry.ts", import.meta.url));
const FOLDER = fileURLToPath(new URL("../../node_modules/.cache/specwright-crash/", import.meta.url));

/** What CommonJS packages in the bundle need. */
const REQUIRE =
  'import { createRequire as makeRequire } from "node:module"; const require = makeRequire(import.meta.url);';

/** Compiles the daemon, or another program, into one file, which starts in a fraction of the time; gives its path. */
export async function buildDaemon(entry = ENTRY): Promise<string> {
  await mkdir(FOLDER, { recursive: true });
  const outfile = join(FOLDER, `${basename(entry, ".ts")}-${process.pid}.mjs`);
  await build({
    entryPoints: [entry],
    outfile,
    bundle: true,
    platform: "node",
    format: "esm",
    banner: { js: REQUIRE },
  });
  return outfile;
}
