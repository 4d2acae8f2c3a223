import { resolve } from "node:path";

import { Command, CommanderError, InvalidArgumentError, Option } from "commander";
import type { Logger } from "pino";

import { openLog } from "./daemon-log.js";
import { fileStorage } from "./kernel/ports/file-storage.js";
import { LockedError, lockDirectory } from "./kernel/ports/directory-lock.js";
import { systemClock } from "./kernel/ports/clock.js";
import { systemIdentifiers } from "./kernel/ports/identifiers.js";
import { DirectoryError, privateDirectory } from "./kernel/ports/private-directory.js";
import { systemSecretFiles } from "./kernel/ports/secret-files.js";
import type { Storage } from "./kernel/ports/storage.js";
import { formatTimestamp } from "./kernel/timestamp.js";
import { BindError, parseBindAddress } from "./jobspec/bind-address.js";
import type { DaemonMetrics, MetricsSource } from "./jobspec/metrics/metrics.js";
import type { Daemon } from "./jobspec/daemon.js";
import { createDaemon } from "./jobspec/daemon.js";
import { DAEMON_DIRECTORY } from "./jobspec/runtime.js";
import type { ResolvedToken } from "./jobspec/token.js";
import { TokenError, resolveToken } from "./jobspec/token.js";
import type { LoadWorkers, RunWorkers, RunningWorkers } from "./workers.js";
import { parseCount, startWorkers } from "./workers.js";

/** How long a stop waits for requests that have arrived. */
const GRACE_MS = 10_000;
/** How long replies have to get out when the ledger has failed. */
const FATAL_GRACE_MS = 1_000;
const BYTES_PER_MIB = 1024 * 1024;
const LOG_LEVELS = ["fatal", "error", "warn", "info", "debug", "trace", "silent"];

interface RunOptions {
  readonly root: string;
  readonly addr: string;
  readonly token?: string;
  readonly tokenFile?: string;
  readonly failpoints?: boolean;
  readonly segmentMib: number;
  readonly workers: number;
  readonly executors?: string;
  readonly logLevel: string;
  readonly metrics?: string;
  readonly traces?: boolean;
}

/**
 * Runs `specwright daemon ...` and resolves with the exit code: 0 after a stop by signal or for help, 1 when the
 * daemon cannot start or its ledger failed, 2 for wrong arguments. Prints its URL on standard output; its log, one
 * JSON object per line, goes to standard error. No environment variable is read but for the commands that run
 * beside it.
 */
export async function runDaemon(argv: readonly string[], load?: LoadWorkers): Promise<number> {
  let exitCode = 0;
  const program = new Command("specwright daemon")
    .description("Run the JobSpec daemon.")
    .showHelpAfterError('("specwright help daemon" tells more)')
    .exitOverride();
  program
    .command("run")
    .description("Serve JobSpec on a loopback address, on the ledger below <root>/.agents/daemon.")
    .option("--root <directory>", "directory of the project", ".")
    .option("--addr <host:port>", "loopback address to listen on; port 0 takes a free one", "127.0.0.1:8765")
    .option("--token <token>", "mutation token")
    .option("--token-file <path>", "file with the mutation token, readable by its owner only; wins over --token")
    .option("--failpoints", "obey the X-AgentOps-Failpoint header (for tests of clients)")
    .option("--segment-mib <size>", "seal the ledger's file at this size, in MiB; 0 never does", parseSize, 64)
    .option("--workers <count>", "how many jobs the daemon runs itself at a time", parseCount, 0)
    .option("--executors <file>", "which command runs the jobs of each type; without it, built-in fakes do")
    .option("--metrics <host:port>", "loopback address for Prometheus to ask for /metrics; port 0 takes a free one")
    .option("--traces", "write the trace ids of traceparent headers into the log")
    .addOption(new Option("--log-level <level>", "least level that is logged").choices(LOG_LEVELS).default("info"))
    .addHelpText(
      "after",
      "\nExit codes: 0 stopped by a signal, 1 cannot start or the ledger failed, 2 wrong arguments.",
    )
    .exitOverride()
    .action(async (options: RunOptions, command: Command) => {
      if (options.executors !== undefined && options.workers === 0) {
        command.error("error: --executors says what workers run, and there are none: add --workers COUNT");
      }
      exitCode = await run(options, load);
    });
  try {
    await program.parseAsync([...argv], { from: "user" });
  } catch (fault) {
    if (!(fault instanceof CommanderError)) throw fault;
    return fault.exitCode === 0 ? 0 : 2;
  }
  return exitCode;
}

function parseSize(text: string): number {
  const size = Number(text);
  if (/^\d+(\.\d+)?$/.test(text) && Number.isFinite(size)) return size;
  throw new InvalidArgumentError("a size in MiB is a number that is not negative");
}

async function run(options: RunOptions, load: LoadWorkers | undefined): Promise<number> {
  const { logger, close } = openLog(options.logLevel);
  try {
    return await serve(options, logger, await loadWorkers(options, load));
  } catch (fault) {
    const message = startFailure(fault, options);
    if (message === undefined) throw fault;
    process.stderr.write(`${message}\n`);
    return 1;
  } finally {
    await close();
  }
}

/** Before anything else: a daemon whose workers cannot run is not to take jobs for them. */
async function loadWorkers({ workers: count, root, executors }: RunOptions, load?: LoadWorkers) {
  if (count === 0) return undefined;
  if (load === undefined) throw new Error("this program runs no workers");
  return load({ root: resolve(root), file: executors, environment: process.env });
}

async function serve(options: RunOptions, logger: Logger, run: RunWorkers | undefined): Promise<number> {
  const address = parseBindAddress(options.addr);
  const endpoint = options.metrics === undefined ? undefined : await openMetrics(options.metrics);
  const root = await privateDirectory(resolve(options.root), DAEMON_DIRECTORY.split("/"));
  const sources = { root, flag: options.token, file: options.tokenFile };
  const token = await resolveToken(sources, systemSecretFiles, systemIdentifiers);
  const storage = fileStorage(root);
  const lock = await lockDirectory(resolve(root, DAEMON_DIRECTORY, "daemon.lock"));
  try {
    await keepFromGit(storage);
    const stopping = stopSignal();
    const daemon = await createDaemon({
      storage,
      token: token.token,
      failpoints: options.failpoints,
      segmentBytes: options.segmentMib === 0 ? Infinity : options.segmentMib * BYTES_PER_MIB,
      traces: options.traces,
      log: (line) => {
        logger.info(line, "request");
        endpoint?.metrics.request(line);
      },
      onCommit: (commit) => endpoint?.metrics.commit(commit),
      onFailure: ({ operationId, error }) => {
        logger.error({ operationId, err: error }, "request failed");
      },
      onRefusedClaim: (refusal) => {
        logger.warn(refusal, "claim refused");
        endpoint?.metrics.refusedClaim(refusal.reason);
      },
      onNotice: (fault) => {
        logger.warn({ err: fault }, "ledger");
      },
      onFatal: (fault) => {
        logger.fatal({ err: fault }, "ledger failed");
        stopping.stop(1);
      },
    });
    let present = token.token;
    // Before anybody is told where the daemon is: nobody listening, the signal would end it.
    onHangup(async () => {
      const { token: fresh, created } = await resolveToken(sources, systemSecretFiles, systemIdentifiers);
      daemon.changeToken(fresh);
      present = fresh;
      logger.info({ tokenCreated: created }, "token read again");
    }, logger);
    let url = "";
    try {
      url = urlOf(address.host, await daemon.server.listen(address.host, address.port));
      const metricsUrl = await endpoint?.listen({ runtime: daemon.runtime, storage });
      await announce({ url, metricsUrl, storage, token, logger });
    } catch (fault) {
      await daemon.stop(FATAL_GRACE_MS);
      throw fault;
    }
    const access = { url, token: () => present, concurrency: options.workers, drainMs: GRACE_MS };
    const workers = run === undefined ? undefined : startWorkers(run, access, logger);
    return await untilStopped({ daemon, workers, logger }, stopping);
  } finally {
    await endpoint?.stop();
    await lock.release();
  }
}

/** A project's directory is often a repository, and neither the token nor payloads belong into its history. */
async function keepFromGit(storage: Storage): Promise<void> {
  const isThere = (await storage.list(DAEMON_DIRECTORY)).includes(".gitignore");
  if (!isThere) await storage.replace(`${DAEMON_DIRECTORY}/.gitignore`, "*\n");
}

interface Metrics {
  readonly metrics: DaemonMetrics;
  /** Resolves with the URL. */
  listen(source: MetricsSource): Promise<string>;
  stop(): Promise<void>;
}

/** Loads what counts only when somebody wants to know. */
async function openMetrics(text: string): Promise<Metrics> {
  const address = parseBindAddress(text);
  const { MetricsEndpoint } = await import("./jobspec/metrics/metrics-endpoint.js");
  const endpoint = new MetricsEndpoint();
  return {
    metrics: endpoint.metrics,
    listen: async (source) => `${urlOf(address.host, await endpoint.listen(address, source))}/metrics`,
    stop: () => endpoint.stop(0),
  };
}

function urlOf(host: string, port: number): string {
  return host.includes(":") ? `http://[${host}]:${port}` : `http://${host}:${port}`;
}

interface Serving {
  readonly daemon: Daemon;
  readonly workers: RunningWorkers | undefined;
  readonly logger: Logger;
}

async function untilStopped({ daemon, workers, logger }: Serving, stopping: StopSignal): Promise<number> {
  const exitCode = await stopping.stopped;
  logger.info({ exitCode }, "stopping");
  const drained = workers?.drain();
  // A ledger that has failed takes no outcome.
  if (exitCode === 0) await drained;
  await daemon.stop(exitCode === 0 ? GRACE_MS : FATAL_GRACE_MS);
  return exitCode;
}

interface Announcement {
  readonly url: string;
  readonly metricsUrl: string | undefined;
  readonly storage: Storage;
  readonly token: ResolvedToken;
  readonly logger: Logger;
}

async function announce({ url, metricsUrl, storage, token, logger }: Announcement): Promise<void> {
  const address = url.slice("http://".length);
  const started_at = formatTimestamp(systemClock.now());
  const activation = { url, address, pid: process.pid, ready: true, started_at };
  await storage.replace(`${DAEMON_DIRECTORY}/activation.json`, `${JSON.stringify(activation, null, 2)}\n`);
  const tokenLine = token.path === undefined ? "" : `mutation token: ${token.path}\n`;
  const metricsLine = metricsUrl === undefined ? "" : `metrics: ${metricsUrl}\n`;
  // One write: whoever waits for the first line may read the others at once.
  process.stdout.write(`agentopsd ready: ${url}\n${tokenLine}${metricsLine}`);
  logger.info({ url, metricsUrl, tokenCreated: token.created }, "ready");
}

/** Does something at every SIGHUP; when it fails, everything stays as it was. */
function onHangup(reload: () => Promise<void>, logger: Logger): void {
  process.on("SIGHUP", () => {
    reload().catch((fault: unknown) => {
      logger.error({ err: fault }, "token not read again; the one before stays");
    });
  });
}

interface StopSignal {
  /** Resolves with the exit code. */
  readonly stopped: Promise<number>;
  stop(exitCode: number): void;
}

function stopSignal(): StopSignal {
  let stop: (exitCode: number) => void = () => undefined;
  const stopped = new Promise<number>((resolveStop) => {
    stop = resolveStop;
  });
  for (const signal of ["SIGTERM", "SIGINT"] as const) {
    process.once(signal, () => {
      stop(0);
    });
  }
  return { stopped, stop };
}

/** What to tell the operator; undefined for a fault that is ours. */
function startFailure(fault: unknown, { addr }: RunOptions): string | undefined {
  if (fault instanceof BindError || fault instanceof TokenError || fault instanceof DirectoryError)
    return fault.message;
  if (fault instanceof LockedError) return `another daemon serves this directory: ${fault.message}`;
  if (fault instanceof Error && fault.name === "SettingsError") return fault.message;
  if (!(fault instanceof Error) || !("code" in fault)) return undefined;
  if (fault.code === "EADDRINUSE") return `daemon bind address is in use: ${addr}`;
  return "syscall" in fault ? `daemon cannot start: ${fault.message}` : undefined;
}
