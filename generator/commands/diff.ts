import { Command } from "commander";
import { compareContracts } from "../compatibility/compare-contracts.js";
import type { ContractPair, ContractSide } from "../compatibility/pairs.js";
import { CONFIG_FILE } from "../config-file.js";
import { readConfig, type ContractConfig } from "../config.js";
import type { ReadFile } from "../document/contract.js";
import type { Finding } from "../findings/finding.js";
import { loadContract, readText, type ContractFiles } from "../load-contract.js";
import { readApi } from "../model/read-api.js";
import { openRevision, parseRevisionFile, type Revision } from "../revision.js";
import { printError, printNote, showStep } from "../terminal.js";
import { tellFindings, withFindingsOptions, type FindingsOptions } from "./findings-options.js";
import { append, runCommand, USAGE } from "./run-command.js";

interface DiffOptions extends FindingsOptions {
  readonly base?: string;
  readonly overlay?: readonly string[];
  readonly oldOverlay?: readonly string[];
}

/** Runs `specwright diff ...`; resolves with the exit code. */
export function runDiff(argv: readonly string[]): Promise<number> {
  return runCommand(argv, (exit) =>
    withFindingsOptions(
      new Command("specwright diff")
        .description("Tell what changed between two contracts, and what of it breaks clients (docs/compatibility.md).")
        .argument("[old]", "the contract that clients know: a file, or REVISION:PATH of a git repository")
        .argument("[new]", "the contract that takes its place; a file or REVISION:PATH too")
        .option("--base <revision>", `compare every contract of ${CONFIG_FILE} with what it was at a git revision`)
        .option("--overlay <file>", "overlay of NEW; may be given several times", append)
        .option("--old-overlay <file>", "overlay of OLD; may be given several times", append),
    ).action((old: string | undefined, now: string | undefined, options: DiffOptions) => {
      const findings = options.base === undefined ? diffFiles(old, now, options) : diffProject(old, options.base);
      exit(typeof findings === "string" ? usage(findings) : tellFindings(findings, options));
    }),
  );
}

function usage(message: string): number {
  printError(message);
  return USAGE;
}

/** The findings, or what is wrong with the arguments. */
function diffFiles(old: string | undefined, now: string | undefined, options: DiffOptions): Finding[] | string {
  if (old === undefined || now === undefined) return "two contracts are needed: OLD and NEW, or --base REVISION";
  const before = readSide(old, options.oldOverlay);
  return compare({ old: before, new: readSide(now, options.overlay) });
}

function diffProject(old: string | undefined, base: string): Finding[] | string {
  if (old !== undefined) return `--base compares the contracts of ${CONFIG_FILE}; it goes without OLD and NEW`;
  const revision = openRevision(base);
  const { contracts } = readConfig(CONFIG_FILE, readText(CONFIG_FILE));
  const before = revision.has(CONFIG_FILE)
    ? readConfig(revision.name(CONFIG_FILE), revision.read(CONFIG_FILE)).contracts
    : [];
  const gone = before.filter((earlier) => !contracts.some((contract) => isSame(contract, earlier)));
  return [...gone.map(removal), ...contracts.flatMap((contract) => diffConfigured(contract, { revision, before }))];
}

/** A contract keeps its name or its document. */
function isSame(contract: ContractConfig, { name, document }: ContractConfig): boolean {
  return contract.name === name || contract.document === document;
}

function removal({ name, document }: ContractConfig): Finding {
  return {
    rule: "contract-removed",
    severity: "error",
    message: `contract "${name}" (${document}) is configured no longer`,
    place: { file: CONFIG_FILE, line: 1, column: 1 },
    pointer: `#/contracts/${name}`,
  };
}

function diffConfigured(
  contract: ContractConfig,
  { revision, before }: { revision: Revision; before: readonly ContractConfig[] },
): Finding[] {
  const earlier =
    before.find(({ name }) => name === contract.name) ?? before.find((candidate) => isSame(contract, candidate));
  if (earlier === undefined) {
    printNote(`${contract.name}: not there before, nothing to compare`);
    return [];
  }
  const old = sideOf(
    { document: revision.name(earlier.document), overlays: earlier.overlays.map((file) => revision.name(file)) },
    revision.read,
  );
  return compare({ old, new: sideOf(contract) });
}

function readSide(text: string, overlays: readonly string[] = []): ContractSide {
  const file = parseRevisionFile(text);
  if (file === undefined) return sideOf({ document: text, overlays });
  const revision = openRevision(file.revision);
  const read: ReadFile = (name) => (overlays.includes(name) ? readText(name) : revision.read(name));
  return sideOf({ document: revision.name(revision.locate(file.path)), overlays }, read);
}

function sideOf(files: ContractFiles, read?: ReadFile): ContractSide {
  showStep(`reading ${files.document}`);
  const contract = loadContract(files, read);
  return { contract, api: readApi(contract) };
}

function compare(sides: ContractPair): Finding[] {
  // Sunset dates are held against it.
  const today = new Date().toISOString().slice(0, 10);
  return compareContracts(sides, today, (what) => showStep(`comparing ${what}`));
}
