/** Exit codes of `specwright jobs` and `specwright events`. docs/client.md lists them. */

/** Done; where a job was waited for, it is completed. */
export const OK = 0;
/** Refused, not found, or a job that was waited for has failed or was cancelled. */
export const FAILED = 1;
/** Wrong arguments; nothing was sent. */
export const USAGE = 2;
/** No daemon is there, or none answers; nothing was changed. */
export const UNREACHABLE = 3;
/** It is not known how it ended: the time was over before, or the user wanted no more. */
export const UNKNOWN = 4;

/** A command that cannot go on: what to tell the user, and the exit code. */
export class CommandError extends Error {
  override readonly name = "CommandError";
  readonly exitCode: number;

  constructor(message: string, exitCode: number) {
    super(message);
    this.exitCode = exitCode;
  }
}
