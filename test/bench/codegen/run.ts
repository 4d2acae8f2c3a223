import { spawnSync } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { machine } from "../machine.js";
import type { Bench } from "./bench.js";
import { generation } from "./generation.js";
import { serving } from "./serving.js";
import { typeChecking } from "./type-checking.js";

const SECTIONS: Readonly<Record<string, (bench: Bench) => Promise<void>>> = {
  generation,
  "type-checking": typeChecking,
  serving,
};

const { values: options } = parseArgs({
  options: {
    rounds: { type: "string", default: "5" },
    only: { type: "string", default: Object.keys(SECTIONS).join(",") },
  },
});
const rounds = Number(options.rounds);
const wanted = options.only.split(",");
if (!Number.isInteger(rounds) || rounds < 1 || wanted.some((name) => SECTIONS[name] === undefined))
  throw new Error(`--rounds must be positive, --only some of ${Object.keys(SECTIONS).join(", ")}`);

const built = spawnSync("npm", ["run", "--silent", "build"], { stdio: "inherit" });
if (built.status !== 0) throw new Error("the package does not build");
// Below the repository, where generated code finds the packages that it imports.
const folder = await mkdtemp(join("node_modules", ".cache-codegen-"));
try {
  print(machine(false));
  print(`${rounds} rounds, candidates alternating, each run a process of its own, its compiled code not cached`);
  print(`npm run bench:codegen -- --rounds ${rounds} --only ${options.only}`);
  for (const name of wanted) await SECTIONS[name]?.({ folder, rounds, print });
} finally {
  await rm(folder, { recursive: true, force: true });
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
