import { randomBytes } from "node:crypto";
import { KnownFailing } from "./run/known-failing.js";
import type { Result } from "./run/outcome.js";
import { runSuite } from "./run/run-suite.js";
import type { Controls } from "./run/target.js";
import type { Level } from "./suite/case.js";
import { LEVELS } from "./report/summary.js";
import { readJobspecSuite } from "./suite.js";

/** Which daemon is judged, on what, and by which means. */
export interface JudgeOptions {
  /** Where JobSpec is served. */
  readonly url: string;
  /** The mutation token; only level 1 does without. */
  readonly token: string;
  /** Where the worker protocol is served; without it, what needs a worker is not observable. */
  readonly workerUrl?: string | undefined;
  /** Each brings the daemon down in its way and starts it again; when one rejects, the run does. */
  readonly controls?: Controls | undefined;
  /** Levels that the daemon claims to keep; all when absent. */
  readonly levels?: ReadonlySet<Level> | undefined;
  /** Ids of the cases to run, `*` stands for anything; all when absent. */
  readonly only?: readonly string[] | undefined;
  readonly knownFailing?: KnownFailing | undefined;
  /** How long a reply, or a daemon that is started again, may take; 10,000 when absent. */
  readonly timeoutMs?: number | undefined;
  /** Ends the run, which then rejects. */
  readonly signal?: AbortSignal | undefined;
  /** Told of each case when it begins: its id, its number from 1, and how many there are. */
  readonly onCase?: ((id: string, number: number, total: number) => void) | undefined;
}

export const DEFAULT_TIMEOUT_MS = 10_000;

/**
 * Judges an implementation of JobSpec v0 over HTTP; resolves with one result for each case. Rejects when the signal is
 * aborted or a control fails; a daemon that does not answer fails its case.
 */
export function judgeJobspec(options: JudgeOptions): Promise<readonly Result[]> {
  return runSuite({
    ...readJobspecSuite(),
    url: options.url,
    token: options.token,
    workerUrl: options.workerUrl,
    controls: options.controls ?? {},
    levels: options.levels ?? new Set(LEVELS),
    only: options.only,
    knownFailing: options.knownFailing ?? KnownFailing.NONE,
    timeoutMs: options.timeoutMs ?? DEFAULT_TIMEOUT_MS,
    signal: options.signal ?? new AbortController().signal,
    onCase: options.onCase,
    run: `cf-${Date.now().toString(36)}${randomBytes(2).toString("hex")}`,
  });
}
