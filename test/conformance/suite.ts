import { existsSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { Contract } from "./contract/contract.js";
import type { Case } from "./suite/case.js";
import { readSuite } from "./suite/read-suite.js";

/** The suite for JobSpec as this package has it. */
export interface Suite {
  readonly contract: Contract;
  readonly cases: readonly Case[];
}

/** Reads contracts and cases of the package; throws `SuiteError` for a case that is malformed. */
export function readJobspecSuite(): Suite {
  const here = dirname(fileURLToPath(import.meta.url));
  const contract = Contract.read(join(packageRoot(here), "openapi"), join(here, "contract/allowances.yaml"));
  const folder = relative(process.cwd(), join(here, "cases"));
  return { contract, cases: readSuite(folder, (operationId) => contract.contractOf(operationId)) };
}

/** The sources and the compiled files lie at different depths. */
function packageRoot(folder: string): string {
  return existsSync(join(folder, "package.json")) ? folder : packageRoot(dirname(folder));
}
