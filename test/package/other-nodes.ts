import { mkdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { transformSync } from "esbuild";
import { beforeAll, describe, expect, it } from "vitest";
import { CONSUMER } from "./consumer.js";
import type { Installed } from "./new-projects.js";

/** Versions of Node that the package is for, beside the one that runs the tests. */
const VERSIONS = ["22", "24"];

/** The package on other versions of Node: what it asks of V8 has other names there. */
export function describeOtherNodes({ folder, run }: Installed): void {
  const nodes = join(folder, "nodes");

  beforeAll(() => {
    mkdirSync(nodes);
    writeFileSync(join(nodes, "main.js"), transformSync(CONSUMER["main.ts"] ?? "", { loader: "ts" }).code);
    // The package "node" fetches this one by a script, which npm may be told not to run.
    const runtime = `node-${process.platform}-${process.arch}`;
    const dependencies = Object.fromEntries(
      VERSIONS.map((version) => [`node-${version}`, `npm:${runtime}@${version}`]),
    );
    writeFileSync(join(nodes, "package.json"), JSON.stringify({ private: true, dependencies }));
    const installed = run(nodes, "npm", "install", "--prefer-offline", "--no-audit", "--no-fund", "--silent");
    expect(installed).toMatchObject({ status: 0 });
  }, 300_000);

  describe.each(VERSIONS)("Node %s", (version) => {
    const runNode = (...argv: readonly string[]): { status: number | null; output: string } =>
      run(folder, join(nodes, `node_modules/node-${version}/bin/node`), ...argv);

    it("generates, and tells nothing else", () => {
      expect(runNode("--version").output).toMatch(new RegExp(`^v${version}\\.`));
      const out = `generated-${version}`;
      const generate = ["generate", resolve("openapi/taskrunner.yaml"), "--out", out];
      const { status, output } = runNode("node_modules/specwright/dist/generator/cli.js", ...generate);
      expect({ status, output }).toEqual({
        status: 0,
        output: expect.stringMatching(/^(\d+) of \1 files written to .*\n$/),
      });
    });

    it("serves JobSpec, and calls it", () => {
      const { status, output } = runNode("nodes/main.js");
      expect({ status, output }).toEqual({
        status: 0,
        output: expect.stringContaining('"submitted":["job-1","queued"]'),
      });
    });
  });
}
