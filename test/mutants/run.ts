import { spawn } from "node:child_process";
import { writeFile } from "node:fs/promises";

import { Command } from "commander";

import { copyOfTree } from "../folders.js";
import type { Mutant, Suite } from "./mutant.js";
import { mutate, readMutants } from "./mutant.js";

/** A suite that takes longer has found the fault too: it made something wait for ever. */
const TIMEOUT_MS = 120_000;
const COPIES = 2;

interface Verdict {
  readonly id: string;
  readonly suite: string;
  readonly seconds: string;
  readonly verdict: "killed" | "killed by time" | "SURVIVED";
}

type Run = "passed" | "failed" | "timed out";

function runSuite(copy: string, { command, environment }: Suite): Promise<Run> {
  return new Promise((done) => {
    const [program = "", ...args] = command.split(" ");
    const env = { ...process.env, ...environment };
    // A group of its own, so that a suite that hangs goes with everything it started.
    const child = spawn(program, args, { cwd: copy, env, stdio: "ignore", detached: true });
    let isLate = false;
    const timer = setTimeout(() => {
      isLate = true;
      if (child.pid !== undefined) process.kill(-child.pid, "SIGKILL");
    }, TIMEOUT_MS);
    child.once("close", (code) => {
      clearTimeout(timer);
      done(isLate ? "timed out" : code === 0 ? "passed" : "failed");
    });
  });
}

async function judge(copy: string, mutant: Mutant, suite: Suite): Promise<Verdict> {
  const { path, text, mutated } = mutate(mutant, copy);
  const startedMs = performance.now();
  await writeFile(path, mutated);
  const run = await runSuite(copy, suite);
  await writeFile(path, text);
  const seconds = ((performance.now() - startedMs) / 1000).toFixed(1);
  const verdict = { passed: "SURVIVED", failed: "killed", "timed out": "killed by time" } as const;
  return { id: mutant.id, suite: mutant.suite, seconds, verdict: verdict[run] };
}

function line({ id, suite, seconds, verdict }: Verdict): string {
  return `${verdict.padEnd(15)}${suite.padEnd(12)}${seconds.padStart(6)} s  ${id}\n`;
}

/** Runs all mutants, or those whose id holds the text given; resolves with the exit code. */
async function main(only = ""): Promise<number> {
  const { suites, mutants } = readMutants();
  const waiting = mutants.filter(({ id }) => id.includes(only));
  if (waiting.length === 0) {
    process.stderr.write(`no mutant has "${only}" in its id\n`);
    return 2;
  }
  for (const mutant of waiting) mutate(mutant, ".");
  const verdicts: Verdict[] = [];
  const work = async (): Promise<void> => {
    const { folder: copy, remove } = copyOfTree();
    try {
      for (let mutant = waiting.shift(); mutant !== undefined; mutant = waiting.shift()) {
        const suite = suites[mutant.suite];
        if (suite === undefined) throw new Error(`mutant "${mutant.id}": there is no suite ${mutant.suite}`);
        const verdict = await judge(copy, mutant, suite);
        verdicts.push(verdict);
        process.stdout.write(line(verdict));
      }
    } finally {
      remove();
    }
  };
  const used = new Set(waiting.map(({ suite }) => suite));
  await requireGreen([...used].map((name) => [name, suites[name]]));
  await Promise.all(Array.from({ length: COPIES }, work));
  const survivors = verdicts.filter(({ verdict }) => verdict === "SURVIVED");
  process.stdout.write(`${verdicts.length - survivors.length} of ${verdicts.length} killed\n`);
  return survivors.length === 0 ? 0 : 1;
}

/** A suite that fails without a mutant would kill every one. */
async function requireGreen(used: readonly (readonly [string, Suite | undefined])[]): Promise<void> {
  const { folder: copy, remove } = copyOfTree();
  try {
    for (const [name, suite] of used) {
      const run = suite === undefined ? "missing" : await runSuite(copy, suite);
      if (run !== "passed") throw new Error(`suite ${name} is ${run} without any mutant`);
    }
  } finally {
    remove();
  }
}

const { args } = new Command("npm run mutants --")
  .description("Puts each fault of test/mutants/mutants.yaml into a copy of the tree; its suite has to notice.")
  .argument("[text]", "only the faults with this text in their id")
  .parse();
process.exitCode = await main(args[0]);
