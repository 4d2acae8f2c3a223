import { writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { markdownTable, median, verdict } from "../http/report.js";
import { OPENAPI_TYPESCRIPT, SPECWRIGHT, type Bench } from "./bench.js";
import { DOCUMENTS } from "./documents.js";
import { measure, measureAny } from "./measured-process.js";

const COMPILERS = [
  { name: "TypeScript 5.9", script: "node_modules/typescript/bin/tsc" },
  { name: "TypeScript 7", script: "node_modules/typescript7/bin/tsc" },
];

/** Type-check time of types, server and client together, beside openapi-typescript's types alone. */
export async function typeChecking(bench: Bench): Promise<void> {
  const rows: string[][] = [];
  for (const { name, path } of DOCUMENTS) {
    const folder = join(bench.folder, `check-${name}`);
    await measure(SPECWRIGHT, ["generate", path, "--out", join(folder, "generated")]);
    await measure(OPENAPI_TYPESCRIPT, [path, "-o", join(folder, "types.ts")]);
    const ours = project(
      folder,
      "ours",
      ["types.ts", "server.d.ts", "client.d.ts"].map((file) => `generated/**/${file}`),
    );
    const types = project(folder, "types", ["types.ts"]);
    for (const compiler of COMPILERS) rows.push([name, ...(await compare(bench, { compiler, ours, types }))]);
  }
  const head = ["CPU s", "compiler", "types, server, client", "openapi-typescript's types", "of it"];
  bench.print(`\n${markdownTable(head, rows)}`);
}

interface Comparison {
  readonly compiler: (typeof COMPILERS)[number];
  readonly ours: string;
  readonly types: string;
}

async function compare({ rounds }: Bench, { compiler, ours, types }: Comparison): Promise<string[]> {
  const seconds = { ours: [] as number[], types: [] as number[] };
  let peersFail = false;
  for (let round = 0; round < rounds; round++) {
    seconds.ours.push((await measure(compiler.script, ["-p", ours])).cpuSeconds);
    const theirs = await measureAny(compiler.script, ["-p", types]);
    seconds.types.push(theirs.cpuSeconds);
    if (theirs.exitCode !== 0) peersFail = true;
  }
  const times = median(seconds.ours) / median(seconds.types);
  return [
    compiler.name,
    median(seconds.ours).toFixed(2),
    `${median(seconds.types).toFixed(2)}${peersFail ? ", with errors" : ""}`,
    `${times.toFixed(2)} ${verdict(times <= 1.25, "at most 1.25")}`,
  ];
}

/** A configuration that checks some files as a user of them would. */
function project(folder: string, name: string, include: readonly string[]): string {
  const path = join(folder, `tsconfig.${name}.json`);
  const compilerOptions = {
    target: "ES2022",
    lib: ["ES2023", "DOM", "DOM.Iterable"],
    module: "NodeNext",
    types: ["node"],
    typeRoots: [resolve("node_modules/@types")],
    paths: { "*": [resolve("node_modules/*"), resolve("node_modules/@types/*")] },
    strict: true,
    noEmit: true,
    skipLibCheck: true,
  };
  writeFileSync(path, JSON.stringify({ compilerOptions, include }));
  return path;
}
