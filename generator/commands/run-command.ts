import { CommanderError, type Command } from "commander";
import { ContractError } from "../document/contract-error.js";
import { RevisionError } from "../revision.js";
import { printError } from "../terminal.js";
import { describeError } from "./describe-error.js";

/** Exit codes, the same for every command of the generator. */
export const OK = 0;
/** A contract is wrong, generated files drifted, or a file cannot be read or written. */
export const FAILED = 1;
/** Wrong arguments; nothing was done. */
export const USAGE = 2;

/** For the help of the commands that make files of contracts. */
export const EXIT_CODES_HELP =
  "\nExit codes: 0 done, 1 a contract is wrong or generated files drifted, 2 wrong arguments.";

/** Reads an option that may be given several times. */
export function append(value: string, before: readonly string[] = []): string[] {
  return [...before, value];
}

/** Sets the exit code of the command that runs. */
export type Exit = (code: number) => void;

/**
 * Runs a command line and gives its exit code. What the user can mend is told on standard error; faults of our own are
 * thrown on.
 */
export async function runCommand(argv: readonly string[], createProgram: (exit: Exit) => Command): Promise<number> {
  let exitCode = OK;
  const program = createProgram((code) => {
    exitCode = code;
  });
  for (const command of [program, ...program.commands]) command.exitOverride();
  try {
    await program.parseAsync([...argv], { from: "user" });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? OK : USAGE;
    if (!isUserError(error)) throw error;
    printError(describeError(error));
    return FAILED;
  }
}

/** A fault of a contract, of a git revision, or of a file that the system names. */
export function isUserError(error: unknown): error is Error {
  return (
    error instanceof ContractError ||
    error instanceof RevisionError ||
    (error instanceof Error && "code" in error && typeof error.code === "string" && "path" in error)
  );
}
