import { compareContracts } from "../../generator/compatibility/compare-contracts.js";
import type { ContractSide } from "../../generator/compatibility/pairs.js";
import type { ReadFile } from "../../generator/document/contract.js";
import type { Finding } from "../../generator/findings/finding.js";
import { formatJudgement } from "../../generator/findings/format.js";
import { loadContract } from "../../generator/load-contract.js";
import { readApi } from "../../generator/model/read-api.js";

const TODAY = "2026-04-28";

export function readSide(document: string, read?: ReadFile): ContractSide {
  const contract = loadContract({ document, overlays: [] }, read);
  return { contract, api: readApi(contract) };
}

/** The findings between two files, on a day that does not move. */
export function findingsOf(old: string, now: string): Finding[] {
  return compareContracts({ old: readSide(old), new: readSide(now) }, TODAY);
}

/** The findings between two documents given as texts, on that day too. */
export function compareTexts(old: string, now: string): Finding[] {
  const read = (file: string): string => (file === "old.json" ? old : now);
  return compareContracts({ old: readSide("old.json", read), new: readSide("new.json", read) }, TODAY);
}

/** What the command prints of two files, line by line. */
export function compareFiles(old: string, now: string): string[] {
  const findings = findingsOf(old, now);
  return formatJudgement({ findings, accepted: [] }, "text", (_severity, text) => text).split("\n");
}
