import { setFlagsFromString } from "node:v8";

/** Work of a function, in bytes of its code, after which V8 thinks of optimising it; V8's own is about 67,000. */
const INTERRUPT_BUDGET = 1_000_000;

/**
 * Tells V8 that the process ends soon. Its optimising compiler works on a third of all the CPU time of a run of the
 * generator, which is over before that has paid off (docs/decisions/0010); what really is hot is optimised still.
 */
export function expectShortRun(): void {
  setFlagsFromString(`--interrupt-budget=${INTERRUPT_BUDGET}`);
}

/** Characters of a contract from which on memory is worth more than time. */
const LARGE = 16_000_000;
/** By how much the heap may grow before it is looked through; V8 lets a large one double. */
const HEAP_GROWING_PERCENT = 20;

/** Tells V8 to look for garbage more often where a contract is so large that memory matters. */
export function expectContract(characters: number): void {
  if (characters >= LARGE) setFlagsFromString(`--heap-growing-percent=${HEAP_GROWING_PERCENT}`);
}
