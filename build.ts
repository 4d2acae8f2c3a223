import { spawnSync } from "node:child_process";
import { chmodSync, copyFileSync, mkdirSync, readdirSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";

const OUT = "dist";

/** Makes `dist/`: what is compiled for the package. Runs from the root of the repository; gives the exit code. */
function build(): number {
  rmSync(OUT, { recursive: true, force: true });
  const compiler = spawnSync(process.execPath, ["node_modules/typescript/bin/tsc", "-p", "tsconfig.build.json"], {
    stdio: "inherit",
  });
  if (compiler.status !== 0) return compiler.status ?? 1;
  copyOthers("generated", /\.js$|\.d\.ts$/);
  copyOthers("test/conformance", /\.yaml$/);
  chmodSync(join(OUT, "generator", "cli.js"), 0o755);
  return 0;
}

/**
 * What the compiler does not carry over: validators, which are JavaScript with declarations beside, and the cases of
 * the conformance suite.
 */
function copyOthers(folder: string, pattern: RegExp): void {
  const paths = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((path) => pattern.test(path));
  for (const path of paths) {
    mkdirSync(dirname(join(OUT, folder, path)), { recursive: true });
    copyFileSync(join(folder, path), join(OUT, folder, path));
  }
}

process.exitCode = build();
