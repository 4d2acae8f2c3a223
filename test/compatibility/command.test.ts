import { spawnSync } from "node:child_process";
import { appendFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { scratch, specwright } from "../cli/cli.js";

const OLD = `openapi: 3.1.0
info: { title: Pets, version: "1" }
paths:
  /pets:
    get:
      operationId: getPets
      parameters: [{ $ref: "parts.yaml#/limit" }]
      responses: { "204": { description: Done. } }
    delete:
      operationId: deletePets
      responses: { "204": { description: Done. } }
`;
const PARTS = "limit: { name: limit, in: query, schema: { type: integer, maximum: 100 } }\n";
const NEW = OLD.slice(0, OLD.indexOf("    delete:"));
const NEW_PARTS = PARTS.replace("100", "50");
const CONFIG = "contracts:\n  pets: { document: api/pets.yaml, overlays: [api/pets.overlay.yaml] }\n";
const OVERLAY = `overlay: 1.0.0
info: { title: o, version: "1" }
actions:
  - target: $.paths['/pets'].get
    update: { deprecated: true }
`;
const REMOVED = "DELETE /pets: was removed";
const LOWERED = 'GET /pets, query parameter "limit": maximum changed from 100 to 50';

function git(folder: string, ...argv: string[]): void {
  const identity = ["-c", "user.name=test", "-c", "user.email=test@example.org", "-c", "commit.gpgsign=false"];
  const { status, stderr } = spawnSync("git", [...identity, ...argv], { cwd: folder, encoding: "utf8" });
  if (status !== 0) throw new Error(stderr);
}

describe("specwright diff", () => {
  it("tells of two files, fails by severity, and leaves out what is accepted", () => {
    const folder = scratch({
      "old/pets.yaml": OLD,
      "old/parts.yaml": PARTS,
      "new/pets.yaml": NEW,
      "new/parts.yaml": NEW_PARTS,
      "accepted.yaml": '- { rule: operation-removed, at: "#/paths/~1pets/delete", reason: Nobody calls it. }\n',
    });
    expect(specwright(folder, "diff", "old/pets.yaml", "new/pets.yaml")).toEqual({
      code: 1,
      stdout:
        `new/parts.yaml:1:59 maximum-decreased error: ${LOWERED}\n` +
        `old/pets.yaml:9:5 operation-removed error: ${REMOVED} (place in the old contract)\n2 errors\n`,
      stderr: "",
    });
    appendFileSync(
      join(folder, "accepted.yaml"),
      "- { rule: maximum-decreased, message: limit, reason: As agreed. }\n",
    );
    appendFileSync(join(folder, "accepted.yaml"), "- { rule: header-added, reason: Long gone. }\n");
    const accepting = ["diff", "old/pets.yaml", "new/pets.yaml", "--ignore", "accepted.yaml"];
    const idle = "accepted.yaml:3:3 accepts-nothing warning: no finding of header-added is left to accept\n";
    expect(specwright(folder, ...accepting)).toEqual({
      code: 0,
      stdout: `${idle}1 warning, 2 accepted\n`,
      stderr: "",
    });
    expect(specwright(folder, ...accepting, "--fail-on", "warning").code).toBe(1);
  });

  it("compares the configured contracts with a revision, and annotates for GitHub", () => {
    const folder = scratch({
      "specwright.config.yaml": CONFIG,
      "api/pets.yaml": OLD,
      "api/parts.yaml": PARTS,
      "api/pets.overlay.yaml": OVERLAY,
    });
    git(folder, "init", "--quiet", "--initial-branch=main");
    git(folder, "add", ".");
    git(folder, "commit", "--quiet", "--message=first");
    writeFileSync(join(folder, "api/pets.yaml"), NEW);
    writeFileSync(join(folder, "api/parts.yaml"), NEW_PARTS);
    const { code, stdout } = specwright(folder, "diff", "--base", "main", "--format", "github");
    expect(code).toBe(1);
    expect(stdout.replaceAll(/[0-9a-f]{7,}:api/g, "REV:api").split("\n")).toEqual([
      `::error file=api/parts.yaml,line=1,col=59,title=maximum-decreased::${LOWERED}`,
      `::error file=api/pets.yaml,line=4,col=3,title=operation-removed::${REMOVED} (was at REV:api/pets.yaml:9:5)`,
      "",
    ]);
    const json = specwright(folder, "diff", "main:api/pets.yaml", "api/pets.yaml", "--format", "json");
    expect(JSON.parse(json.stdout)).toMatchObject({
      findings: [
        {
          rule: "maximum-decreased",
          severity: "error",
          file: "api/parts.yaml",
          line: 1,
          pointer: "#/limit/schema/maximum",
        },
        { rule: "operation-removed", contract: "old", line: 9, pointer: "#/paths/~1pets/delete" },
      ],
      accepted: [],
    });
    const below = (old: string) => specwright(join(folder, "api"), "diff", old, "pets.yaml", "--format", "json").stdout;
    expect(JSON.parse(below("main:api/pets.yaml"))).toMatchObject({ findings: [{ file: "parts.yaml" }, { line: 9 }] });
    expect(below("main:./pets.yaml")).toBe(below("main:api/pets.yaml"));
    expect(specwright(folder, "diff", "--base", "nowhere")).toMatchObject({
      code: 1,
      stderr: '"nowhere" is no revision of a git repository here\n',
    });
  });

  it("tells of a contract that is configured no longer, not of one that is called differently", () => {
    const contracts = (...entries: string[]): string => ["contracts:", ...entries, ""].join("\n");
    const folder = scratch({
      "specwright.config.yaml": contracts("  pets: { document: pets.yaml }", "  parts: { document: more.yaml }"),
      "pets.yaml": OLD,
      "parts.yaml": PARTS,
      "more.yaml": OLD,
    });
    git(folder, "init", "--quiet", "--initial-branch=main");
    git(folder, "add", ".");
    git(folder, "commit", "--quiet", "--message=first");
    writeFileSync(join(folder, "specwright.config.yaml"), contracts("  animals: { document: pets.yaml }"));
    expect(specwright(folder, "diff", "--base", "main")).toEqual({
      code: 1,
      stdout:
        "specwright.config.yaml:1:1 contract-removed error: " +
        'contract "parts" (more.yaml) is configured no longer\n1 error\n',
      stderr: "",
    });
  });

  it.each([
    [["diff"], "two contracts are needed: OLD and NEW, or --base REVISION\n"],
    [
      ["diff", "a.yaml", "b.yaml", "--base", "main"],
      "--base compares the contracts of specwright.config.yaml; it goes without OLD and NEW\n",
    ],
  ])("%j is refused as wrong arguments", (argv, stderr) => {
    expect(specwright(scratch({}), ...argv)).toEqual({ code: 2, stdout: "", stderr });
  });
});
