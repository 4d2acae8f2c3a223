import { mkdir } from "node:fs/promises";
import { resolve } from "node:path";
import {
  fileStorage,
  HttpServer,
  lockDirectory,
  systemClock,
  systemIdentifiers,
  systemScheduler,
  type RequestLine,
} from "specwright/server";
import { createApp } from "./app.js";
import { Records } from "./records/records.js";

/** How long a stop waits for requests that have arrived. */
const GRACE_MS = 10_000;

/** Serves until SIGINT or SIGTERM; resolves with the exit code. */
async function main(): Promise<number> {
  const { HOST = "127.0.0.1", PORT = "8080", DATA_DIRECTORY = "data", API_TOKEN: token } = process.env;
  const root = resolve(DATA_DIRECTORY);
  await mkdir(root, { recursive: true });
  // One process per ledger.
  const lock = await lockDirectory(resolve(root, "server.lock"));
  try {
    const stop = stopSignal();
    const records = await Records.open({ storage: fileStorage(root), onFatal: (fault) => stop.fail(fault) });
    const app = createApp({ records, token, onFailure: ({ operationId, error }) => log({ operationId, error }) });
    const idPrefix = systemIdentifiers.token().slice(0, 8);
    const server = new HttpServer(app, { clock: systemClock, scheduler: systemScheduler, idPrefix, log });
    const port = await server.listen(HOST, Number(PORT));
    process.stdout.write(`ready: http://${HOST}:${port}\n`);
    const exitCode = await stop.stopped;
    await server.stop(GRACE_MS);
    await records.close();
    return exitCode;
  } finally {
    await lock.release();
  }
}

/** Resolves with 0 when the process is told to stop, with 1 when the ledger can no longer tell what is stored. */
function stopSignal(): { readonly stopped: Promise<number>; fail(fault: Error): void } {
  let end: (exitCode: number) => void = () => undefined;
  const stopped = new Promise<number>((resolveStop) => {
    end = resolveStop;
  });
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => end(0));
  return {
    stopped,
    fail: (error) => {
      log({ error });
      end(1);
    },
  };
}

/** One JSON object a line, on standard error. */
function log(line: RequestLine | { readonly operationId?: string; readonly error: unknown }): void {
  const told = "error" in line && line.error instanceof Error ? { ...line, error: line.error.stack } : line;
  process.stderr.write(`${JSON.stringify(told)}\n`);
}

main().then(
  (exitCode) => {
    process.exitCode = exitCode;
  },
  (fault: unknown) => {
    process.stderr.write(`cannot serve: ${fault instanceof Error ? fault.message : String(fault)}\n`);
    process.exit(1);
  },
);
