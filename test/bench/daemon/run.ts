import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { compile } from "../compile.js";
import { machine, pinToFirstProcessor } from "../machine.js";
import type { Bench } from "./bench.js";
import { cycles } from "./cycles.js";
import { latency } from "./latency.js";
import { startPostgres } from "./servers/postgres.js";
import type { DatabaseServer } from "./servers/server.js";
import { startRedis } from "./servers/redis.js";
import { start } from "./start.js";
import { submits } from "./submits.js";

const SECTIONS: Readonly<Record<string, (bench: Bench) => Promise<void>>> = { submits, cycles, latency, start };

const { values: options } = parseArgs({
  options: {
    seconds: { type: "string", default: "2" },
    rounds: { type: "string", default: "5" },
    only: { type: "string", default: Object.keys(SECTIONS).join(",") },
    folder: { type: "string", default: tmpdir() },
    "no-pin": { type: "boolean", default: false },
  },
});
const seconds = Number(options.seconds);
const rounds = Number(options.rounds);
const wanted = options.only.split(",");
if (!(seconds > 0) || !Number.isInteger(rounds) || rounds < 1 || wanted.some((name) => SECTIONS[name] === undefined))
  throw new Error(`--seconds and --rounds must be positive, --only some of ${Object.keys(SECTIONS).join(", ")}`);

const folder = await mkdtemp(join(options.folder, "specwright-bench-"));
// The account of a database has to get through.
await chmod(folder, 0o711);
const databases: DatabaseServer[] = [];
try {
  // Before anything is pinned: the databases may use both processors.
  const needsDatabases = wanted.includes("submits") || wanted.includes("cycles");
  const redis = needsDatabases ? await startRedis(join(folder, "redis")) : undefined;
  if (redis !== undefined) databases.push(redis);
  const postgres = needsDatabases ? await startPostgres(join(folder, "postgres")) : undefined;
  if (postgres !== undefined) databases.push(postgres);
  const isPinned = !options["no-pin"] && pinToFirstProcessor();
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
  print(`npm run bench:daemon -- --seconds ${seconds} --rounds ${rounds} --only ${options.only}`);
  for (const name of wanted) await SECTIONS[name]?.(bench);
} finally {
  for (const database of databases) await database.stop();
  await rm(folder, { recursive: true, force: true });
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
