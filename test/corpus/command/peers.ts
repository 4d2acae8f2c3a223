import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { measureAny } from "../../bench/codegen/measured-process.js";
import { compilerErrors, INSTALLED } from "./compilers.js";

/** Another generator. */
interface Peer {
  readonly name: string;
  /** What it is asked for: its types and `fetch` client, or types alone where it has nothing else. */
  readonly program: string;
  readonly arguments: (document: string, out: string) => readonly string[];
}

export interface PeerResult {
  readonly peer: string;
  /** Undefined where it generates. */
  readonly failure?: string;
  readonly cpuSeconds: number;
  readonly megabytes: number;
  /** Errors of TypeScript 5.9, strict; undefined where nothing was generated. */
  readonly errors?: number;
}

/** `modules`: where `installTools` has put them. */
export function peers(modules: string): Peer[] {
  return [
    {
      name: "openapi-typescript",
      program: "node_modules/openapi-typescript/bin/cli.js",
      arguments: (document, out) => [document, "-o", join(out, "types.ts")],
    },
    {
      name: "hey-api",
      program: join(modules, "@hey-api/openapi-ts/dist/run.mjs"),
      arguments: (document, out) => ["-i", document, "-o", out],
    },
    {
      name: "orval",
      program: join(modules, "orval/dist/bin/orval.mjs"),
      arguments: (document, out) => ["--input", document, "--output", join(out, "client.ts"), "--client", "fetch"],
    },
    {
      name: "swagger-typescript-api",
      program: join(modules, "swagger-typescript-api/dist/cli.mjs"),
      arguments: (document, out) => ["generate", "-p", document, "-o", out],
    },
  ];
}

/** Runs a peer on a document and compiles what it makes. */
export async function runPeer(peer: Peer, document: string, out: string): Promise<PeerResult> {
  mkdirSync(out, { recursive: true });
  const { exitCode, output, cpuSeconds, peakMegabytes } = await measureAny(peer.program, peer.arguments(document, out));
  const usage = { peer: peer.name, cpuSeconds, megabytes: peakMegabytes ?? NaN };
  if (exitCode !== 0) return { ...usage, failure: output.slice(-300) };
  const [compiler] = INSTALLED;
  if (compiler === undefined) return usage;
  const options = { exactOptionalPropertyTypes: false, include: ["**/*.ts"], skipLibCheck: true };
  const errors = await compilerErrors(compiler, out, { ...options, moduleResolution: "bundler" });
  const isEmpty = errors.some((error) => error.includes("TS18003"));
  return isEmpty ? { ...usage, failure: "nothing was generated" } : { ...usage, errors: errors.length };
}
