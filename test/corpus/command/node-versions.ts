import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { build } from "esbuild";

/** A version of Node that generated code is for. */
export interface NodeVersion {
  readonly version: string;
  readonly program: string;
}

/** `modules`: where `installTools` has put those that this is not run by. */
export function nodeVersions(modules: string): NodeVersion[] {
  const others = ["22", "24"].map((version) => ({ version, program: join(modules, `node-${version}`, "bin/node") }));
  const own = process.versions.node.split(".")[0] ?? "";
  return [{ version: own, program: process.execPath }, ...others.filter(({ version }) => version !== own)];
}

/** The versions that cannot load what is generated below `folder`, each with the reason. */
export async function loadFaults(folder: string, versions: readonly NodeVersion[]): Promise<string[]> {
  const names = ["server", "client", "client-object", "client-explain", "tools"];
  const outfile = join(folder, "loaded.mjs");
  await build({
    stdin: {
      contents: names.map((name) => `export * as ${name.replace("-", "_")} from "./${name}.js";`).join("\n"),
      resolveDir: folder,
    },
    outfile,
    bundle: true,
    format: "esm",
    platform: "node",
    target: "node20",
    logLevel: "silent",
  });
  return versions.flatMap(({ version, program }) => {
    const { status, stderr } = spawnSync(program, [outfile], { encoding: "utf8" });
    return status === 0 ? [] : [`Node ${version}: ${stderr.slice(-300)}`];
  });
}
