import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { scratch, specwright } from "../cli/cli.js";

const PETS = readFileSync("test/lint/cases/unused-component/openapi.yaml", "utf8");
const CONFIG = "contracts:\n  pets: { document: pets.yaml, overlays: [pets.overlay.yaml] }\n";
const OVERLAY = `overlay: 1.0.0
info: { title: o, version: "1" }
actions:
  - target: $.components.schemas.Pet.properties
    update:
      name: { type: string, default: 1 }
`;

it("lints the configured contracts with their overlays, or those that are named", () => {
  const folder = scratch({
    "specwright.config.yaml": CONFIG,
    "pets.yaml": PETS,
    "pets.overlay.yaml": OVERLAY,
    "accepted.yaml": "- { rule: unused-component, reason: They are for others to use. }\n",
  });
  const fault = "the default is not valid: it must be a string";
  expect(specwright(folder, "lint", "--ignore", "accepted.yaml")).toEqual({
    code: 1,
    stdout: `pets.overlay.yaml:6:29 default-invalid error: ${fault}\n1 error, 3 accepted\n`,
    stderr: "",
  });
  const named = specwright(folder, "lint", "pets.yaml", "--fail-on", "warning", "--format", "github");
  expect(named.code).toBe(1);
  expect(named.stdout.split("\n")[0]).toBe(
    '::warning file=pets.yaml,line=24,col=5,title=unused-component::schemas "Shop" is not used',
  );
  expect(specwright(folder, "lint", "--overlay", "pets.overlay.yaml")).toMatchObject({
    code: 2,
    stderr: "--overlay goes with one contract\n",
  });
});
