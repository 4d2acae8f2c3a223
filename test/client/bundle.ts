import { build } from "esbuild";
import { gzipSync } from "node:zlib";

/** A minified bundle for browsers of `source`, a module whose imports are relative to the repository's root. */
export async function bundle(source: string): Promise<{ readonly text: string; readonly gzipBytes: number }> {
  const { outputFiles } = await build({
    stdin: { contents: source, resolveDir: new URL("../..", import.meta.url).pathname, loader: "ts" },
    bundle: true,
    minify: true,
    write: false,
    format: "esm",
    platform: "browser",
    target: "es2022",
    logLevel: "error",
  });
  const text = outputFiles[0]?.text ?? "";
  return { text, gzipBytes: gzipSync(text, { level: 9 }).length };
}
