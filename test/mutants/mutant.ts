import { readFileSync } from "node:fs";

import { parse } from "yaml";

/** A command that fails when it notices a fault. */
export interface Suite {
  readonly command: string;
  readonly environment: Readonly<Record<string, string>>;
}

/** One fault to put into the code, and who has to notice it. */
export interface Mutant {
  readonly id: string;
  readonly file: string;
  readonly before: string;
  readonly after: string;
  /** Name of a suite. */
  readonly suite: string;
}

/** All faults and the suites they name. */
export interface Mutants {
  readonly suites: Readonly<Record<string, Suite>>;
  readonly mutants: readonly Mutant[];
}

/** Reads `mutants.yaml`. */
export function readMutants(): Mutants {
  // The file is ours; what is wrong with it shows at the first run.
  return parse(readFileSync(new URL("./mutants.yaml", import.meta.url), "utf8")) as Mutants;
}

/** The text with the fault in it; throws when the place is not there, or not the only one. */
export function applyMutant({ id, file, before, after }: Mutant, text: string): string {
  const places = text.split(before).length - 1;
  if (places !== 1) throw new Error(`mutant "${id}": its text occurs ${places} times in ${file}, not once`);
  return text.replace(before, () => after);
}
