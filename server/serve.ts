import { resolve } from "node:path";

import type { Logger } from "pino";

import { fileStorage } from "./kernel/ports/file-storage.js";
import { lockDirectory } from "./kernel/ports/directory-lock.js";
import { systemClock } from "./kernel/ports/clock.js";
import { systemIdentifiers } from "./kernel/ports/identifiers.js";
import { privateDirectory } from "./kernel/ports/private-directory.js";
import { systemSecretFiles } from "./kernel/ports/secret-files.js";
import type { Storage } from "./kernel/ports/storage.js";
import { formatTimestamp } from "./kernel/timestamp.js";
import type { BindAddress } from "./jobspec/bind-address.js";
import { authorityOf, parseBindAddress } from "./jobspec/bind-address.js";
import type { DaemonMetrics, MetricsSource } from "./jobspec/metrics/metrics.js";
import type { Daemon, DaemonOptions } from "./jobspec/daemon.js";
import { createDaemon } from "./jobspec/daemon.js";
import { DAEMON_DIRECTORY } from "./jobspec/ledger-place.js";
import type { ResolvedToken } from "./jobspec/token.js";
import { resolveToken } from "./jobspec/token.js";
import type { RunWorkers, RunningWorkers } from "./workers.js";
import { startWorkers } from "./workers.js";

/** How long a stop waits for requests that have arrived. */
const GRACE_MS = 10_000;
/** How long replies have to get out when the ledger has failed. */
const FATAL_GRACE_MS = 1_000;
const BYTES_PER_MIB = 1024 * 1024;

/** What a daemon serves and where, as the command line has it. */
export interface ServeOptions {
  readonly root: string;
  readonly addr: string;
  readonly token?: string;
  readonly tokenFile?: string;
  readonly failpoints?: boolean;
  readonly segmentMib: number;
  readonly workers: number;
  readonly metrics?: string;
  readonly traces?: boolean;
}

/**
 * Serves a directory until a signal comes or the ledger fails; resolves with the exit code. `run`: what is run beside
 * the daemon. Rejects when the daemon cannot start.
 */
export async function serve(options: ServeOptions, logger: Logger, run: RunWorkers | undefined): Promise<number> {
  const address = parseBindAddress(options.addr);
  const endpoint = options.metrics === undefined ? undefined : await openMetrics(options.metrics);
  const root = await privateDirectory(resolve(options.root), DAEMON_DIRECTORY.split("/"));
  const sources = { root, flag: options.token, file: options.tokenFile };
  const findToken = (): Promise<ResolvedToken> => resolveToken(sources, systemSecretFiles, systemIdentifiers);
  const storage = fileStorage(root);
  const lock = await lockDirectory(resolve(root, DAEMON_DIRECTORY, "daemon.lock"));
  try {
    await keepFromGit(storage);
    // Behind the lock: of two that start at once, one makes it.
    const token = await findToken();
    const stopping = stopSignal();
    const daemon = await createDaemon({
      storage,
      token: token.token,
      failpoints: options.failpoints,
      segmentBytes: options.segmentMib === 0 ? Infinity : options.segmentMib * BYTES_PER_MIB,
      traces: options.traces,
      ...reports(logger, endpoint?.metrics, stopping),
    });
    let present = token.token;
    // Before anybody is told where the daemon is: nobody listening, the signal would end it.
    onHangup(async () => {
      const { token: fresh, created } = await findToken();
      daemon.changeToken(fresh);
      present = fresh;
      logger.info({ tokenCreated: created }, "token read again");
    }, logger);
    const url = await open(daemon, { address, endpoint, storage, token, logger });
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

/** Who is told of what happens in the daemon: the log, the metrics, and whoever waits for its end. */
function reports(logger: Logger, metrics: DaemonMetrics | undefined, stopping: StopSignal) {
  return {
    log: (line) => {
      logger.info(line, "request");
      metrics?.request(line);
    },
    onMalformed: (status) => metrics?.malformed(status),
    onCommit: (commit) => metrics?.commit(commit),
    onFailure: ({ operationId, error }) => {
      logger.error({ operationId, err: error }, "request failed");
    },
    onRefusedClaim: (refusal) => {
      logger.warn(refusal, "claim refused");
      metrics?.refusedClaim(refusal.reason);
    },
    onNotice: (fault) => {
      logger.warn({ err: fault }, "ledger");
    },
    onFatal: (fault) => {
      logger.fatal({ err: fault }, "ledger failed");
      stopping.stop(1);
    },
  } satisfies Partial<DaemonOptions>;
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
  return `http://${authorityOf(host, port)}`;
}

interface Opening {
  readonly address: BindAddress;
  readonly endpoint: Metrics | undefined;
  readonly storage: Storage;
  readonly token: ResolvedToken;
  readonly logger: Logger;
}

/** Listens, and says where; resolves with the URL. */
async function open(daemon: Daemon, { address, endpoint, ...surroundings }: Opening): Promise<string> {
  try {
    const url = urlOf(address.host, await daemon.server.listen(address.host, address.port));
    const metricsUrl = await endpoint?.listen({ runtime: daemon.runtime, storage: surroundings.storage });
    await announce({ url, metricsUrl, ...surroundings });
    return url;
  } catch (fault) {
    await daemon.stop(FATAL_GRACE_MS);
    throw fault;
  }
}

interface Announcement extends Omit<Opening, "address" | "endpoint"> {
  readonly url: string;
  readonly metricsUrl: string | undefined;
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

/** Does something at every SIGHUP, one after another; when it fails, everything stays as it was. */
function onHangup(reload: () => Promise<void>, logger: Logger): void {
  let last = Promise.resolve();
  process.on("SIGHUP", () => {
    // What was read first must not come last.
    last = last.then(reload).catch((fault: unknown) => {
      logger.error({ err: fault }, "token not read again; the one before stays");
    });
  });
}

interface Serving {
  readonly daemon: Daemon;
  readonly workers: RunningWorkers | undefined;
  readonly logger: Logger;
}

async function untilStopped({ daemon, workers, logger }: Serving, stopping: StopSignal): Promise<number> {
  const exitCode = await stopping.stopped;
  logger.info({ exitCode }, "stopping");
  // At once: the daemon's own workers may take a while.
  daemon.runtime.stopWaiting();
  const drained = workers?.drain();
  // A ledger that has failed takes no outcome.
  if (exitCode === 0) await drained;
  await daemon.stop(exitCode === 0 ? GRACE_MS : FATAL_GRACE_MS);
  return exitCode;
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
  const signals = ["SIGTERM", "SIGINT"] as const;
  const onSignal = (): void => {
    // The second one ends the process, whichever it is.
    for (const signal of signals) process.off(signal, onSignal);
    stop(0);
  };
  for (const signal of signals) process.on(signal, onSignal);
  return { stopped, stop };
}
