import { styleText } from "node:util";

// All that the generator's commands write goes through here: results to standard output, the rest to standard error.

type Style = "red" | "green" | "yellow" | "bold" | "dim";

/** Writes lines to standard output. */
export function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

/** Writes lines for people to standard error. */
export function printNote(text: string): void {
  process.stderr.write(`${text}\n`);
}

/** Writes what is wrong to standard error, red on a terminal. */
export function printError(text: string): void {
  printNote(colored("red", text, process.stderr));
}

/** The text in a style, on a terminal; `NO_COLOR` and `FORCE_COLOR` are obeyed. */
export function colored(style: Style, text: string, stream: NodeJS.WriteStream = process.stdout): string {
  return styleText(style, text, { stream });
}
