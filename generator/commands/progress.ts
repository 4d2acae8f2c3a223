import type { Progress } from "../project.js";
import { printNote } from "../terminal.js";

/** Tells of a contract that is done: on a terminal always, elsewhere when it took more than a second. */
export const printProgress: Progress = ({ document, files, seconds }) => {
  if (process.stderr.isTTY || seconds > 1) printNote(`${document}: ${files} files in ${seconds.toFixed(2)} s`);
};
