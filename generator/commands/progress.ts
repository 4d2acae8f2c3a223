import type { Progress } from "../project.js";
import { printNote } from "../terminal.js";

/**
 * Tells of a contract that is done: its notes; how long it took on a terminal always, elsewhere when it was more than
 * a second.
 */
export const printProgress: Progress = ({ document, files, seconds, notes }) => {
  for (const note of notes) printNote(note);
  if (process.stderr.isTTY || seconds > 1) printNote(`${document}: ${files} files in ${seconds.toFixed(2)} s`);
};
