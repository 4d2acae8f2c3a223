import { isUtf8 } from "node:buffer";
import { readFile } from "node:fs/promises";
import { accessSync, constants, statSync } from "node:fs";
import { delimiter, resolve } from "node:path";
import { jobTypeValues } from "../../generated/worker/enums.js";
import type { FailureCode, JobType } from "../../generated/worker/types.js";
import type { Executors } from "../worker/job.js";
import { commandExecutor, type CommandSettings } from "./command-executor.js";
import { FAILURE_CODES, isFailureCode } from "./failure-codes.js";
import { fakeExecutors } from "./fake-executors.js";
import { SettingsError, YamlCursor } from "./yaml-cursor.js";

/** Where executors run. */
export interface ExecutorSurroundings {
  /** Absolute path of the project's directory. */
  readonly root: string;
  /** Of the worker; executors see only the parts of it that are named. */
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** Variables that every command is given from the worker's environment. */
const INHERITED = ["PATH", "HOME", "USER", "LOGNAME", "LANG", "LC_ALL", "TZ", "TMPDIR"];
const KEYS = ["command", "cwd", "env", "inherit", "timeout_seconds", "output_limit_bytes", "exit_codes", "builtin"];
const DEFAULT_TIMEOUT_SECONDS = 3_600;
const LONGEST_TIMEOUT_SECONDS = 2_000_000;
/** Beyond it no artifacts fit into a message to the daemon. */
const MOST_OUTPUT_BYTES = 1024 * 1024;

const JOB_TYPES: readonly string[] = jobTypeValues;

/**
 * Reads the file `executors.yaml`; without one, there are the built-in fakes. Rejects with `SettingsError` for what is
 * wrong in it, or when there is none.
 */
export async function loadExecutors(file: string | undefined, surroundings: ExecutorSurroundings): Promise<Executors> {
  if (file === undefined) return fakeExecutors(surroundings.root);
  const bytes = await readFile(file).catch((fault: unknown) => {
    if (!(fault instanceof Error && "code" in fault)) throw fault;
    throw new SettingsError(`${file}: ${fault.code === "ENOENT" ? "there is no such file" : fault.message}`);
  });
  if (!isUtf8(bytes)) throw new SettingsError(`${file}: is not UTF-8`);
  return readExecutors(file, bytes.toString(), surroundings);
}

/** Reads the text of `executors.yaml`: what runs the jobs of each type. Throws `SettingsError` with the place. */
export function readExecutors(file: string, text: string, surroundings: ExecutorSurroundings): Executors {
  const root = YamlCursor.parse(file, text);
  const [executors] = root.entries(["executors"]).map(([, value]) => value);
  if (executors === undefined) throw root.error('has no "executors"');
  const entries = executors.entries().map(([name, cursor]) => {
    if (!JOB_TYPES.includes(name)) {
      throw cursor.keyError(`unknown job type "${name}"; there are ${JOB_TYPES.join(", ")}`);
    }
    return [name, readExecutor(name as JobType, cursor, surroundings)] as const; // one of the keys above
  });
  if (entries.length === 0) throw executors.error("names no job type");
  return Object.fromEntries(entries);
}

function readExecutor(jobType: JobType, cursor: YamlCursor, surroundings: ExecutorSurroundings): Executors[JobType] {
  const settings = new Map(cursor.entries(KEYS));
  const builtin = settings.get("builtin");
  if (builtin === undefined) return commandExecutor(readCommand(settings, cursor, surroundings));
  if (settings.size > 1) throw builtin.error("stands beside other settings, and takes none");
  if (builtin.text() !== "fake") throw builtin.error("unknown builtin; there is fake");
  const executor = fakeExecutors(surroundings.root)[jobType];
  if (executor === undefined) throw builtin.error(`there is no fake executor for ${jobType}`);
  return executor;
}

type Settings = ReadonlyMap<string, YamlCursor>;

function readCommand(settings: Settings, place: YamlCursor, surroundings: ExecutorSurroundings): CommandSettings {
  const command = settings.get("command");
  if (command === undefined) throw place.error('has neither "command" nor "builtin"');
  const [name, ...argv] = command.items();
  if (name === undefined) throw command.error("names no program");
  const cwd = readDirectory(settings.get("cwd"), surroundings.root);
  const environment = readEnvironment(settings, surroundings);
  const program = findProgram(name.text(), cwd, environment["PATH"] ?? "");
  if (program === undefined) throw name.error(`there is no program "${name.text()}" that can be run`);
  const seconds = settings.get("timeout_seconds")?.integer(1, LONGEST_TIMEOUT_SECONDS) ?? DEFAULT_TIMEOUT_SECONDS;
  return {
    command: [program, ...argv.map((each) => each.anyText())],
    cwd,
    environment,
    timeoutMs: seconds * 1000,
    outputLimitBytes: settings.get("output_limit_bytes")?.integer(1, MOST_OUTPUT_BYTES) ?? MOST_OUTPUT_BYTES,
    exitCodes: new Map((settings.get("exit_codes")?.entries() ?? []).map(readExitCode)),
  };
}

function readExitCode([key, value]: readonly [string, YamlCursor]): [number, FailureCode] {
  const exitCode = Number(key);
  if (!/^\d+$/.test(key) || exitCode < 1 || exitCode > 255)
    throw value.keyError(`"${key}" is no exit code from 1 to 255`);
  const code = value.text();
  if (!isFailureCode(code)) throw value.error(`unknown failure code "${code}"; there are ${FAILURE_CODES.join(", ")}`);
  return [exitCode, code];
}

function readDirectory(cursor: YamlCursor | undefined, root: string): string {
  const path = cursor === undefined ? root : resolve(root, cursor.text());
  if (cursor !== undefined && statSync(path, { throwIfNoEntry: false })?.isDirectory() !== true) {
    throw cursor.error(`there is no directory ${path}`);
  }
  return path;
}

function readEnvironment(settings: Settings, { root, environment }: ExecutorSurroundings): Record<string, string> {
  const own: Record<string, string> = {};
  const inherited = settings.get("inherit")?.items() ?? [];
  for (const cursor of inherited) {
    if (environment[cursor.text()] === undefined) throw cursor.error(`the variable ${cursor.text()} is not set`);
  }
  for (const name of [...INHERITED, ...inherited.map((cursor) => cursor.text())]) {
    const value = environment[name];
    if (value !== undefined) own[name] = value;
  }
  for (const [name, value] of settings.get("env")?.entries() ?? []) {
    if (!/^[^=\0]+$/.test(name)) throw value.keyError(`${JSON.stringify(name)} is no name of a variable`);
    own[name] = value.anyText();
  }
  return { ...own, SPECWRIGHT_ROOT: root };
}

/** The program's path: as the system finds it, but told when the settings are read and not when the first job runs. */
function findProgram(name: string, cwd: string, path: string): string | undefined {
  const folders = name.includes("/") ? [""] : path.split(delimiter);
  return folders.map((folder) => resolve(cwd, folder, name)).find(isProgram);
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false; // whatever the reason: it cannot be run
  }
}
