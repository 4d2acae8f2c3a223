import { setFlagsFromString } from "node:v8";

/**
 * What makes V8 optimise only what runs for long, some fifteen times as much as by itself, by its major version: that
 * of Node 20, 22 and 24. Another V8 might not know these flags, and would say so to the user.
 */
const OPTIMISE_LESS: Readonly<Record<string, readonly string[]>> = {
  11: ["--interrupt-budget=1000000"],
  12: ["--invocation-count-for-turbofan=45000"],
  13: ["--invocation-count-for-turbofan=45000", "--invocation-count-for-maglev=6000"],
};

const flags = OPTIMISE_LESS[process.versions.v8.split(".")[0] ?? ""];

/**
 * Tells V8 that the process ends soon. Its optimising compilers work on a third of all the CPU time of a run of the
 * generator, which is over before that has paid off (docs/decisions/0010); what really is hot is optimised still.
 */
export function expectShortRun(): void {
  for (const flag of flags ?? []) setFlagsFromString(flag);
}

/** Characters of a contract from which on memory is worth more than time. */
const LARGE = 16_000_000;
/** By how much the heap may grow before it is looked through; V8 lets a large one double. */
const HEAP_GROWING_PERCENT = 20;

/** Tells V8 to look for garbage more often where a contract is so large that memory matters. */
export function expectContract(characters: number): void {
  if (flags !== undefined && characters >= LARGE) setFlagsFromString(`--heap-growing-percent=${HEAP_GROWING_PERCENT}`);
}
