import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Command } from "commander";
import { compile } from "../compile.js";
import { machine, pinToFirstProcessor } from "../machine.js";
import { partsOption, pinOption, roundsOption, secondsOption } from "../options.js";
import type { Bench } from "./bench.js";
import { cycles } from "./cycles.js";
import { latency } from "./latency.js";
import { startPostgres } from "./servers/postgres.js";
import type { DatabaseServer } from "./servers/server.js";
import { startRedis } from "./servers/redis.js";
import { start } from "./start.js";
import { submits } from "./submits.js";

const SECTIONS: Readonly<Record<string, (bench: Bench) => Promise<void>>> = { submits, cycles, latency, start };

interface Options {
  readonly seconds: number;
  readonly rounds: number;
  readonly only: readonly string[];
  readonly folder: string;
  readonly pin: boolean;
}

const options = new Command("npm run bench:daemon --")
  .description("Compares the daemon with other durable queues (docs/benchmarks.md).")
  .addOption(secondsOption())
  .addOption(roundsOption())
  .addOption(partsOption(Object.keys(SECTIONS)))
  .option("--folder <path>", "on the disk that is measured", tmpdir())
  .addOption(pinOption())
  .parse()
  .opts<Options>();
const { seconds, rounds, only } = options;

const folder = await mkdtemp(join(options.folder, "specwright-bench-"));
// The account of a database has to get through.
await chmod(folder, 0o711);
const databases: DatabaseServer[] = [];
try {
  // Before anything is pinned: the databases may use both processors.
  const needsDatabases = only.includes("submits") || only.includes("cycles");
  const redis = needsDatabases ? await startRedis(join(folder, "redis")) : undefined;
  if (redis !== undefined) databases.push(redis);
  const postgres = needsDatabases ? await startPostgres(join(folder, "postgres")) : undefined;
  if (postgres !== undefined) databases.push(postgres);
  const isPinned = options.pin && pinToFirstProcessor();
  const bench: Bench = {
    scripts: {
      serve: await compile("test/bench/daemon/serve.ts"),
      ledgerWork: await compile("test/bench/daemon/ledger-work.ts"),
      http: await compile("test/bench/http/serve.ts"),
    },
    folder,
    databases: { redis: redis?.port, postgres: postgres?.port },
    seconds,
    rounds,
    processor: isPinned ? 1 : undefined,
    print,
  };
  print(machine(isPinned));
  print(`${rounds} rounds of ${seconds} s, candidates alternating, all on the disk of ${options.folder}`);
  print(`npm run bench:daemon -- --seconds ${seconds} --rounds ${rounds} --only ${only.join(",")}`);
  for (const name of only) await SECTIONS[name]?.(bench);
} finally {
  for (const database of databases) await database.stop();
  await rm(folder, { recursive: true, force: true });
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
