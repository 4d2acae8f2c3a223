import { readFileSync, statSync } from "node:fs";
import { ContractError } from "./document/contract-error.js";
import { Contract, type ReadFile } from "./document/contract.js";
import { applyOverlay, parseOverlay, type JsonValue } from "./document/overlay.js";

/** A document and the overlays that amend it, in this order, as paths that messages will name. */
export interface ContractFiles {
  readonly document: string;
  readonly overlays: readonly string[];
}

/** Reads a contract with its overlays applied. Throws `ContractError`, or what `read` throws for the entry document. */
export function loadContract({ document, overlays }: ContractFiles, read: ReadFile = readText): Contract {
  return Contract.load(document, read, (entry) =>
    overlays.reduce((source, file) => {
      const overlay = parseOverlay(file, read(file));
      return source.amended(applyOverlay(source.root as JsonValue, overlay)); // parsed from JSON or YAML
    }, entry),
  );
}

/** The text of a file on disk. Throws what the system says, `ContractError` when it is a folder. */
export function readText(file: string): string {
  if (statSync(file).isDirectory()) throw new ContractError("is a folder", { file, line: 1, column: 1 });
  return readFileSync(file, "utf8");
}
