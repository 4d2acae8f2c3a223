import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { ContractError } from "./document/contract-error.js";
import { readText } from "./load-contract.js";

it("names the folder that is no file", () => {
  const folder = mkdtempSync(join(tmpdir(), "specwright-"));
  try {
    const refused = new ContractError("is a folder", { file: folder, line: 1, column: 1 });
    expect(() => readText(folder)).toThrow(refused);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
