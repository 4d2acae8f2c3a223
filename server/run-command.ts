import { CommanderError, type Command } from "commander";

/** Exit codes, the same for every command of the server. */
export const OK = 0;
export const FAILED = 1;
/** Wrong arguments; nothing was done. */
export const USAGE = 2;

/** Sets the exit code of the command that runs. */
export type Exit = (code: number) => void;

/** What to tell the operator; undefined for a fault of ours. */
export type Tell = (fault: unknown) => string | undefined;

/** Runs a command line and gives its exit code. What `tell` has no words for is thrown on. */
export async function runCommand(
  argv: readonly string[],
  createProgram: (exit: Exit) => Command,
  tell: Tell,
): Promise<number> {
  let exitCode = OK;
  const program = createProgram((code) => {
    exitCode = code;
  });
  for (const command of [program, ...program.commands]) command.exitOverride();
  try {
    await program.parseAsync([...argv], { from: "user" });
    return exitCode;
  } catch (fault) {
    if (fault instanceof CommanderError) return fault.exitCode === 0 ? OK : USAGE;
    const message = tell(fault);
    if (message === undefined) throw fault;
    process.stderr.write(`${message}\n`);
    return FAILED;
  }
}
