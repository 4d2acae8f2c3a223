import { execFileSync } from "node:child_process";
import { availableParallelism, cpus, loadavg } from "node:os";

/**
 * Leaves the second processor to the servers, where the system has `taskset`. What is started afterwards without a
 * processor of its own stays on the first, too.
 */
export function pinToFirstProcessor(): boolean {
  if (availableParallelism() < 2) return false;
  try {
    execFileSync("taskset", ["-a", "-c", "-p", "0", String(process.pid)], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

/** What a reader of figures has to know of the machine. */
export function machine(isPinned: boolean): string {
  const [processor] = cpus();
  return [
    `${cpus().length} x ${processor?.model ?? "unknown processor"}, ${process.platform}, Node ${process.version}`,
    isPinned ? "server and load generator each pinned to a processor" : "nothing pinned",
    `load average ${loadavg()[0]?.toFixed(1)} at the start: where others compute too, CPU is the figure to go by`,
  ].join("\n");
}
