import { spawnSync } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import { Command } from "commander";
import { machine } from "../machine.js";
import { partsOption, roundsOption } from "../options.js";
import type { Bench } from "./bench.js";
import { generation } from "./generation.js";
import { serving } from "./serving.js";
import { typeChecking } from "./type-checking.js";

const SECTIONS: Readonly<Record<string, (bench: Bench) => Promise<void>>> = {
  generation,
  "type-checking": typeChecking,
  serving,
};

const { rounds, only } = new Command("npm run bench:codegen --")
  .description("Compares the generator with its peers (docs/benchmarks.md).")
  .addOption(roundsOption())
  .addOption(partsOption(Object.keys(SECTIONS)))
  .parse()
  .opts<{ readonly rounds: number; readonly only: readonly string[] }>();

const built = spawnSync("npm", ["run", "--silent", "build"], { stdio: "inherit" });
if (built.status !== 0) throw new Error("the package does not build");
// Below the repository, where generated code finds the packages that it imports.
const folder = await mkdtemp(join("node_modules", ".cache-codegen-"));
try {
  print(machine(false));
  print(`${rounds} rounds, candidates alternating, each run a process of its own, its compiled code not cached`);
  print(`npm run bench:codegen -- --rounds ${rounds} --only ${only.join(",")}`);
  for (const name of only) await SECTIONS[name]?.({ folder, rounds, print });
} finally {
  await rm(folder, { recursive: true, force: true });
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
