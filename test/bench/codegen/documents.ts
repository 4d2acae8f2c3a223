import { existsSync } from "node:fs";
import { join } from "node:path";

/** A contract that is measured. */
export interface MeasuredDocument {
  readonly name: string;
  readonly path: string;
}

const CORPUS = "../shared/specs";

/** The documents of the aims: our own, and those of the corpus as far as it is there. */
export const DOCUMENTS: readonly MeasuredDocument[] = [
  { name: "jobspec", path: "openapi/jobspec.yaml" },
  { name: "stripe", path: join(CORPUS, "stripe.json") },
  { name: "kubernetes", path: join(CORPUS, "kubernetes.json") },
  { name: "plaid", path: join(CORPUS, "plaid.yaml") },
  { name: "github", path: join(CORPUS, "github.json") },
].filter(({ path }) => existsSync(path));
