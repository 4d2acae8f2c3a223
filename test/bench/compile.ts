import { build } from "esbuild";

const FOLDER = "node_modules/.cache/specwright-bench";

/**
 * Compiles a script of a benchmark into one file and gives its path: the loader that runs TypeScript in development
 * wraps functions, and that costs. Runs from the root of the repository.
 */
export async function compile(entryPoint: string): Promise<string> {
  const outfile = `${FOLDER}/${entryPoint.replaceAll("/", "-").replace(/\.[jt]s$/, ".mjs")}`;
  await build({
    entryPoints: [entryPoint],
    outfile,
    bundle: true,
    packages: "external",
    platform: "node",
    format: "esm",
    target: "node20",
  });
  return outfile;
}
