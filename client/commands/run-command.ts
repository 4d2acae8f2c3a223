import { CommanderError, type Command } from "commander";
import { TransportError } from "../../generated/runtime/client.js";
import { DaemonError } from "../jobspec/daemon-error.js";
import { describe } from "../jobspec/patience.js";
import { CommandError, FAILED, OK, UNKNOWN, UNREACHABLE, USAGE } from "./exit-codes.js";
import { printable } from "./table.js";
import type { Terminal } from "./terminal.js";

/** Sets the exit code of the command that runs. */
export type Exit = (code: number) => void;

/**
 * Runs a command line and gives its exit code. Errors that a user can cause are told in one line on standard error;
 * faults of our own are thrown on.
 */
export async function runCommand(
  argv: readonly string[],
  terminal: Terminal,
  createProgram: (exit: Exit) => Command,
): Promise<number> {
  let exitCode = OK;
  const program = createProgram((code) => {
    exitCode = code;
  });
  for (const command of [program, ...program.commands]) prepare(command, terminal);
  try {
    await program.parseAsync([...argv], { from: "user" });
    return exitCode;
  } catch (fault) {
    if (fault instanceof CommanderError) return fault.exitCode === 0 ? OK : USAGE;
    const told = tell(fault);
    if (told === undefined) throw fault;
    terminal.note(printable(told.message));
    return told.exitCode;
  }
}

function prepare(command: Command, terminal: Terminal): void {
  command.exitOverride().configureOutput({
    writeOut: (text) => void terminal.print(text.trimEnd()),
    writeErr: (text) => terminal.note(text.trimEnd()),
  });
}

/** Undefined for a fault that is not the user's, the daemon's or the system's. */
function tell(fault: unknown): CommandError | undefined {
  if (fault instanceof CommandError) return fault;
  if (fault instanceof DaemonError) {
    return new CommandError(fault.message, fault.code === "unavailable" ? UNREACHABLE : FAILED);
  }
  if (fault instanceof TransportError) return tellTransport(fault);
  const isSystems = fault instanceof Error && "code" in fault && "syscall" in fault;
  return isSystems ? new CommandError(tellSystems(fault), FAILED) : undefined;
}

function tellSystems(fault: Error & { readonly code: unknown }): string {
  return fault.code === "ENOENT" && "path" in fault ? `${String(fault.path)}: there is no such file` : fault.message;
}

function tellTransport(fault: TransportError): CommandError {
  const text = describe(fault);
  if (fault.code === "aborted") return new CommandError(`interrupted: ${text}`, UNKNOWN);
  const isAway = fault.code === "network" || fault.code === "timeout";
  if (isAway) return new CommandError(`the daemon does not answer: ${text}`, UNREACHABLE);
  return new CommandError(`what answers is no JobSpec daemon: ${text}`, FAILED);
}
