import { styleText } from "node:util";

// All that the generator's commands write goes through here: results to standard output, the rest to standard error.

/** How long a command runs before it tells what it is doing, in milliseconds. */
const QUIET_MS = 1_000;
/** Of a terminal that does not say how wide it is. */
const LEAST_COLUMNS = 80;
const CLEAR_LINE = "\r\u001b[K";

let isStepShown = false;

type Style = "red" | "green" | "yellow" | "bold" | "dim";

/** Writes lines to standard output. */
export function print(text: string): void {
  clearStep();
  process.stdout.write(`${text}\n`);
}

/** Writes lines for people to standard error. */
export function printNote(text: string): void {
  clearStep();
  process.stderr.write(`${text}\n`);
}

/**
 * Shows on a terminal what a command that has run for a second does next, in a line of standard error that lasts until
 * the next step, or until something is written.
 */
export function showStep(text: string): void {
  if (!process.stderr.isTTY || performance.now() < QUIET_MS) return;
  // What does not fit would not be cleared.
  process.stderr.write(`${CLEAR_LINE}${text.slice(0, (process.stderr.columns || LEAST_COLUMNS) - 1)}`);
  isStepShown = true;
}

function clearStep(): void {
  if (isStepShown) process.stderr.write(CLEAR_LINE);
  isStepShown = false;
}

/** Writes what is wrong to standard error, red on a terminal. */
export function printError(text: string): void {
  printNote(colored("red", text, process.stderr));
}

/** The text in a style, on a terminal; `NO_COLOR` and `FORCE_COLOR` are obeyed. */
export function colored(style: Style, text: string, stream: NodeJS.WriteStream = process.stdout): string {
  return styleText(style, text, { stream });
}
