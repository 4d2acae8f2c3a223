import { spawnSync } from "node:child_process";
import { chmodSync, copyFileSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";

const OUT = "dist";

/** Makes `dist/`: what is compiled for the package. Runs from the root of the repository; gives the exit code. */
function build(): number {
  rmSync(OUT, { recursive: true, force: true });
  const compiler = spawnSync(process.execPath, ["node_modules/typescript/bin/tsc", "-p", "tsconfig.build.json"], {
    stdio: "inherit",
  });
  if (compiler.status !== 0) return compiler.status ?? 1;
  copyValidators();
  chmodSync(join(OUT, "generator", "cli.js"), 0o755);
  return 0;
}

/**
 * Validators are JavaScript with declarations beside, both emitted: the compiler reads them but does not carry them
 * over.
 */
function copyValidators(): void {
  const folder = "generated";
  const paths = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((path) =>
    /\.js$|\.d\.ts$/.test(path),
  );
  for (const path of paths) copyFileSync(join(folder, path), join(OUT, folder, path));
}

process.exitCode = build();
