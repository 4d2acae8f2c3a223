/** What every section of the benchmark is given. */
export interface Bench {
  /** An empty folder. */
  readonly folder: string;
  readonly rounds: number;
  readonly print: (line: string) => void;
}

/** The built command line. */
export const SPECWRIGHT = "dist/generator/cli.js";
export const OPENAPI_TYPESCRIPT = "node_modules/openapi-typescript/bin/cli.js";
