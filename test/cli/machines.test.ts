import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { appendFileSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { createInterface, type Interface } from "node:readline";
import { describe, expect, it } from "vitest";
import { scratch, specwright } from "./cli.js";

const PETS = `openapi: 3.1.0
info: { title: Pets, version: "1" }
paths:
  /pets:
    get:
      operationId: getPet
      responses: { "200": { description: P., content: { application/json: { schema: { $ref: parts/pet.yaml } } } } }
`;
const FILES = {
  "pets.yaml": PETS,
  "parts/pet.yaml": "type: object\nproperties: { name: { type: string } }\n",
  "specwright.config.yaml": "out: gen\ncontracts:\n  pets: { document: pets.yaml, targets: [openapi] }\n",
};

type Event = Readonly<Record<string, unknown>>;

function events(text: string): Event[] {
  const lines = text.trim().split("\n");
  return lines.map((line) => JSON.parse(line) as Event); // that each is JSON is what is tested
}

describe("--json", () => {
  it("tells machines what generate and check do", () => {
    const folder = scratch(FILES);
    const generated = events(specwright(folder, "generate", "--json").stdout);
    expect(generated[0]).toMatchObject({ event: "contract", document: "pets.yaml", files: 2, notes: [] });
    expect(generated).toContainEqual({ event: "file", change: "written", path: "gen/pets/types.ts" });
    const { files } = generated.at(-1) as { files: number };
    expect(generated.at(-1)).toEqual({ event: "generated", files, written: files, removed: 0 });
    expect(events(specwright(folder, "check", "--json").stdout).at(-1)).toEqual({
      event: "checked",
      out: "gen",
      files,
      drifted: 0,
    });

    appendFileSync(join(folder, "gen/pets/types.ts"), "// mine\n");
    const checked = specwright(folder, "check", "--json");
    expect(checked).toMatchObject({ code: 1, stderr: "" });
    const diff = expect.stringContaining("-// mine") as string;
    expect(events(checked.stdout).slice(1)).toEqual([
      { event: "drift", kind: "changed", path: "gen/pets/types.ts", diff },
      { event: "checked", out: "gen", files, drifted: 1 },
    ]);
  });

  it("tells faults with their place", () => {
    const folder = scratch(FILES);
    writeFileSync(join(folder, "parts/pet.yaml"), "type: objct\nproperties: { name: { type: strin } }\n");
    for (const command of ["generate", "check"]) {
      const { code, stdout, stderr } = specwright(folder, command, "--json");
      expect({ code, stderr, events: events(stdout) }).toEqual({
        code: 1,
        stderr: "",
        events: [
          { event: "error", file: "parts/pet.yaml", line: 1, column: 1, message: 'unknown type "objct"' },
          { event: "error", file: "parts/pet.yaml", line: 2, column: 23, message: 'unknown type "strin"' },
        ],
      });
    }
  });
});

/** `specwright generate --watch --json`, its events one by one. */
class Watching {
  readonly #child: ChildProcess;
  readonly #lines: AsyncIterator<string>;

  constructor(folder: string) {
    const loader = `file://${resolve("node_modules/tsx/dist/loader.mjs")}`;
    const argv = ["--import", loader, resolve("generator/cli.ts"), "generate", "--watch", "--json"];
    this.#child = spawn(process.execPath, argv, { cwd: folder, stdio: ["ignore", "pipe", "ignore"] });
    const lines: Interface = createInterface({ input: this.#child.stdout ?? process.stdin });
    this.#lines = lines[Symbol.asyncIterator]();
  }

  /** The next event that ends a run. */
  async end(): Promise<Event> {
    for (;;) {
      const { value, done } = await this.#lines.next();
      if (done === true) throw new Error("it ended");
      const event = JSON.parse(value) as Event; // as above
      if (event["event"] === "generated" || event["event"] === "error") return event;
    }
  }

  async stop(): Promise<unknown> {
    const exited = once(this.#child, "exit");
    this.#child.kill("SIGINT");
    return (await exited)[0] as unknown;
  }
}

describe("--watch", () => {
  it("generates again when a file of the contract changes, goes on after faults, and ends by SIGINT", async () => {
    const folder = scratch(FILES);
    const part = join(folder, "parts/pet.yaml");
    const watching = new Watching(folder);
    expect(await watching.end()).toMatchObject({ event: "generated", removed: 0 });

    writeFileSync(part, "type: object\nproperties: { age: { type: integer } }\n");
    expect(await watching.end()).toMatchObject({ event: "generated" });
    expect(readFileSync(join(folder, "gen/pets/types.ts"), "utf8")).toContain("age?: number");

    writeFileSync(part, "type: objec\n");
    expect(await watching.end()).toMatchObject({ event: "error", file: "parts/pet.yaml" });

    // As editors do: a new file in the place of the old one.
    writeFileSync(`${part}.new`, "type: boolean\n");
    renameSync(`${part}.new`, part);
    expect(await watching.end()).toMatchObject({ event: "generated" });

    const config = join(folder, "specwright.config.yaml");
    writeFileSync(config, FILES["specwright.config.yaml"].replace("[openapi]", "[openapi, client]"));
    expect(await watching.end()).toMatchObject({ event: "generated" });
    expect(readFileSync(join(folder, "gen/pets/client.js"), "utf8")).toContain("getPet");
    expect(await watching.stop()).toBe(0);
  }, 60_000);
});
