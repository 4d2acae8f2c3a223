import { mkdirSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { measureAny, type Usage } from "../../bench/codegen/measured-process.js";
import { readContract } from "../loaded-api.js";
import { readApi } from "../../../generator/model/read-api.js";
import { nameOf } from "../documents.js";
import { compilerErrors, type Compiler } from "./compilers.js";
import { lintFindings } from "./lint.js";
import { loadFaults, type NodeVersion } from "./node-versions.js";
import { runPeer, type peers, type PeerResult } from "./peers.js";
import type { PlainProof } from "./prove.js";

/** What is done with each document. */
export interface Matrix {
  readonly compilers: readonly Compiler[];
  readonly nodes: readonly NodeVersion[];
  readonly peers: ReturnType<typeof peers>;
  readonly seed: number;
  /** At most so many operations of a document are sent messages for; 0 for all of them. */
  readonly operations: number;
  /** A folder inside of the repository, where packages are found. */
  readonly folder: string;
}

/** All that is known of a document after its run. */
export interface DocumentResult {
  readonly name: string;
  readonly version: string;
  readonly kilobytes: number;
  readonly operations: number;
  readonly generated: Usage;
  /** What the command line said of a document that it refused. */
  readonly refusal?: string;
  /** Errors by compiler and setting: `5.5`, `5.5 exact`. */
  readonly errors: Readonly<Record<string, readonly string[]>>;
  readonly findings: readonly string[];
  readonly loadFaults: readonly string[];
  readonly proof?: PlainProof;
  readonly proofUsage: Usage;
  readonly peers: readonly PeerResult[];
}

/** Generates, compiles, lints, loads and serves a document, sends messages both ways, and asks the peers. */
export async function runDocument(document: string, matrix: Matrix): Promise<DocumentResult> {
  const { root } = readContract(document);
  const { operations } = readApi(readContract(document));
  const out = join(matrix.folder, nameOf(document));
  rmSync(out, { recursive: true, force: true });
  mkdirSync(out, { recursive: true });
  const own = join(out, "specwright");
  const { output, ...generated } = await measureAny("dist/generator/cli.js", ["generate", document, "--out", own]);
  const errors: Record<string, readonly string[]> = {};
  for (const compiler of matrix.compilers) {
    for (const exactOptionalPropertyTypes of [false, true]) {
      const options = { exactOptionalPropertyTypes, include: ["**/*.ts"] };
      const key = `${compiler.version}${exactOptionalPropertyTypes ? " exact" : ""}`;
      errors[key] = await compilerErrors(compiler, own, options);
    }
  }
  const results: PeerResult[] = [];
  for (const peer of matrix.peers) results.push(await runPeer(peer, document, join(out, peer.name)));
  return {
    name: nameOf(document),
    version: String(root.get("openapi")?.value),
    kilobytes: Math.round(statSync(document).size / 1024),
    operations: operations.length,
    generated,
    ...(generated.exitCode === 0 ? {} : { refusal: output.slice(-300) }),
    errors,
    findings: await lintFindings(own),
    loadFaults: await loadFaults(own, matrix.nodes),
    ...(await prove(document, matrix, operations.length)),
    peers: results,
  };
}

async function prove(
  document: string,
  { seed, operations }: Matrix,
  count: number,
): Promise<Pick<DocumentResult, "proof" | "proofUsage">> {
  const every = operations === 0 ? 1 : Math.max(1, Math.ceil(count / operations));
  const program = "dist/corpus-prove.mjs";
  const { output, ...proofUsage } = await measureAny(program, [document, String(seed), String(every)]);
  const line = output.split("\n").find((text) => text.startsWith("{"));
  return { proofUsage, ...(line === undefined ? {} : { proof: JSON.parse(line) as PlainProof }) }; // prove.ts writes it
}
