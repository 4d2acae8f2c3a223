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
