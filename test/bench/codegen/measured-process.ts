import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

/** What a process took, its children included. */
export interface Usage {
  readonly exitCode: number;
  /** User and system. */
  readonly cpuSeconds: number;
  /** Of the process itself; undefined for programs that are not run by Node. */
  readonly peakMegabytes: number | undefined;
}

const HOOK = fileURLToPath(new URL("report-peak.mjs", import.meta.url));

/** Runs a JavaScript program under Node and measures it; rejects, with what it printed, when it fails. */
export async function measure(script: string, args: readonly string[]): Promise<Usage> {
  const { output, ...usage } = await measureAny(script, args);
  if (usage.exitCode !== 0)
    throw new Error(`${script} ${args.join(" ")} ended with ${usage.exitCode}:\n${output.slice(-2000)}`);
  return usage;
}

/** The same, whether the program fails or not. */
export async function measureAny(script: string, args: readonly string[]): Promise<Usage & { output: string }> {
  // Only a shell tells the time of processes that have ended, their children and threads included.
  const time = ["-c", 'TIMEFORMAT="%U %S"; time "$@"', "bash"];
  const child = spawn("bash", [...time, process.execPath, "--import", HOOK, script, ...args], {
    stdio: ["ignore", "pipe", "pipe", "pipe"],
  });
  let output = "";
  let peak = "";
  child.stdout?.on("data", (chunk) => (output += String(chunk)));
  child.stderr?.on("data", (chunk) => (output += String(chunk)));
  child.stdio[3]?.on("data", (chunk) => (peak += String(chunk)));
  const exitCode = await new Promise<number>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => {
      resolve(code ?? -1);
    });
  });
  // Not always the last line: what the program printed at its end may arrive later.
  const times = [...output.matchAll(/^(\d+\.\d+) (\d+\.\d+)$/gm)].at(-1) ?? [];
  const [user = NaN, system = NaN] = times.slice(1).map(Number);
  return { exitCode, output, cpuSeconds: user + system, peakMegabytes: peak === "" ? undefined : Number(peak) / 1024 };
}
