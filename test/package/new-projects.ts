import { spawn } from "node:child_process";
import { once } from "node:events";
import { appendFileSync, existsSync, mkdirSync, readFileSync, symlinkSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { beforeAll, describe, expect, it } from "vitest";

/** A folder where the packed package is installed, and how commands are run in one. */
export interface Installed {
  readonly folder: string;
  run(folder: string, command: string, ...argv: readonly string[]): { status: number | null; output: string };
}

const SPECS = resolve("../shared/specs");

/** Contracts with one open operation each, and the body of a 501 in their error shape. */
const CONTRACTS = [
  {
    name: "jobspec",
    contract: resolve("openapi/jobspec.yaml"),
    path: "/v1/health",
    body: '{"error":"not implemented"}',
  },
  // Its `default` response declares no content.
  { name: "petstore", contract: join(SPECS, "petstore3.yaml"), path: "/user/logout", body: "" },
  { name: "github", contract: join(SPECS, "github.json"), path: "/zen", body: '{"message":"not implemented"}' },
];

/** Packages of the template beside specwright, which stand in the repository too; npm need not fetch them again. */
const SHARED = ["tsx", "@types/express", "@types/node"];

/** `specwright new` as a user has it: each project is made, and all of its commands are run. */
export function describeNewProjects(installed: Installed): void {
  const modules = join(installed.folder, "node_modules");
  const link = (target: string, name: string): void => {
    if (existsSync(join(modules, name))) return;
    mkdirSync(dirname(join(modules, name)), { recursive: true });
    symlinkSync(resolve("node_modules", target), join(modules, name));
  };

  describe.each(CONTRACTS)("a new project of $name", ({ name, contract, path, body }) => {
    const isThere = existsSync(contract);
    const folder = join(installed.folder, name);
    const npm = (...argv: readonly string[]) => installed.run(folder, "npm", ...argv);

    beforeAll(() => {
      if (!isThere) return;
      for (const shared of SHARED) link(shared, shared);
      link("typescript7", "typescript");
      link("typescript7/bin/tsc", ".bin/tsc");
      const made = installed.run(installed.folder, "node_modules/.bin/specwright", "new", name, "--contract", contract);
      expect(made).toEqual({ status: 0, output: expect.stringContaining(`files written to ${name}`) as string });
    });

    it.runIf(isThere)("is generated already, and type-checks", () => {
      expect(npm("run", "--silent", "codegen").output).toMatch(/^\d+ files, 0 written, 0 removed$/m);
      expect(npm("run", "--silent", "typecheck")).toEqual({ status: 0, output: "" });
    });

    it.runIf(isThere)("starts, and answers 501 in the contract's shape until handlers are written", async () => {
      const url = await startOn(folder);
      const response = await fetch(`${url.address}${path}`);
      const text = await response.text();
      await url.stop();
      await expect(fetch(url.address)).rejects.toThrow();
      expect({ status: response.status, text: text.trim() }).toEqual({ status: 501, text: body });
    });

    it.runIf(isThere)("has tests that pass", () => {
      expect(npm("test", "--silent")).toMatchObject({
        status: 0,
        // What is before it depends on the version of Node.
        output: expect.stringMatching(/^. fail 0$/m) as string,
      });
    });

    it.runIf(isThere)("notices drift", () => {
      const workflow = readFileSync(join(folder, ".github/workflows/ci.yml"), "utf8");
      expect(workflow).toContain("run: npm run codegen:check");
      appendFileSync(join(folder, "generated/api/types.ts"), "export type Mine = 1;\n");
      expect(npm("run", "--silent", "codegen:check")).toMatchObject({
        status: 1,
        output: expect.stringContaining("changed: generated/api/types.ts") as string,
      });
    });

    it.skipIf(isThere)(`is not tried: ${contract} is not there`, () => undefined);
  });
}

interface Started {
  readonly address: string;
  stop(): Promise<void>;
}

/** `npm start` on a free port. */
async function startOn(folder: string): Promise<Started> {
  const child = spawn("npm", ["start", "--silent"], {
    cwd: folder,
    env: { ...process.env, PORT: "0" },
    stdio: ["ignore", "pipe", "ignore"],
  });
  const exited = once(child, "exit");
  for await (const line of createInterface({ input: child.stdout })) {
    const [, address] = /^ready: (.*)$/.exec(line) ?? [];
    if (address === undefined) continue;
    return {
      address,
      stop: async () => {
        // Npm alone, as a process manager does; it hands the signal on.
        child.kill("SIGTERM");
        await exited;
      },
    };
  }
  throw new Error("npm start ended without a server");
}
