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

/** The text in a style, on a terminal and unless `NO_COLOR` is set. */
export function colored(style: Style, text: string, stream: NodeJS.WriteStream = process.stdout): string {
  return stream.isTTY && process.env["NO_COLOR"] === undefined ? styleText(style, text) : text;
}
