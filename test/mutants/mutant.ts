import { readFileSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";

import { parse } from "yaml";

/** A command that fails when it notices a fault. */
export interface Suite {
  readonly command: string;
  readonly environment: Readonly<Record<string, string>>;
}

/** One fault to put into the code, and who has to notice it. */
export interface Mutant {
  readonly id: string;
  /** A file, or a folder whose own files are searched, tests left out. */
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

/** A file as it is, and as the fault makes it. */
export interface Mutated {
  readonly path: string;
  readonly text: string;
  readonly mutated: string;
}

/** Reads `mutants.yaml`. */
export function readMutants(): Mutants {
  // The file is ours; what is wrong with it shows at the first run.
  return parse(readFileSync(new URL("./mutants.yaml", import.meta.url), "utf8")) as Mutants;
}

/** Puts a fault into a tree, in memory; throws when its place is not there, or not the only one. */
export function mutate({ id, file, before, after }: Mutant, root: string): Mutated {
  const found = sources(join(root, file)).flatMap((path) => {
    const text = readFileSync(path, "utf8");
    const places = text.split(before).length - 1;
    return Array.from({ length: places }, () => ({ path, text, mutated: text.replace(before, () => after) }));
  });
  const [only] = found;
  if (only !== undefined && found.length === 1) return only;
  throw new Error(`mutant "${id}": its text occurs ${found.length} times in ${file}, not once`);
}

function sources(path: string): string[] {
  if (!statSync(path).isDirectory()) return [path];
  const names = readdirSync(path).filter((name) => name.endsWith(".ts") && !name.endsWith(".test.ts"));
  return names.map((name) => join(path, name));
}
