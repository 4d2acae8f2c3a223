import { spawnSync } from "node:child_process";
import { mkdir } from "node:fs/promises";
import { freePort } from "../../../free-port.js";
import { startProgram, type DatabaseServer } from "./server.js";

/** Starts Redis with every write synced before it is answered; undefined where Redis is not installed. */
export async function startRedis(folder: string): Promise<DatabaseServer | undefined> {
  if (spawnSync("redis-server", ["--version"]).error !== undefined) return undefined;
  await mkdir(folder, { recursive: true });
  const port = await freePort();
  const durable = ["--appendonly", "yes", "--appendfsync", "always", "--save", ""];
  const place = ["--port", String(port), "--bind", "127.0.0.1", "--dir", folder];
  const server = await startProgram({
    command: "redis-server",
    args: [...place, ...durable, "--loglevel", "warning"],
    port,
    options: { stdio: "ignore" },
  });
  return server;
}
