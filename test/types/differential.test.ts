import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { parse } from "yaml";
import { applyOverlay, parseOverlay, type JsonValue } from "../../generator/document/overlay.js";
import { disagreements, peerTypes, type Group } from "./differential.js";

interface Document {
  readonly paths: Record<string, Record<string, { operationId?: string }>>;
  readonly components: Record<"schemas" | "responses" | "parameters", Record<string, unknown> | undefined>;
}

function load(name: string, overlay?: string): Document {
  const document = parse(readFileSync(`openapi/${name}.yaml`, "utf8")) as JsonValue;
  if (overlay === undefined) return document as unknown as Document; // the repository's own contracts
  return applyOverlay(document, parseOverlay(overlay, readFileSync(overlay, "utf8"))).document as unknown as Document;
}

function namesIn({ paths, components }: Document): Record<Group, string[]> {
  const operations = Object.values(paths).flatMap((item) => Object.values(item).map(({ operationId }) => operationId));
  return {
    paths: Object.keys(paths),
    operations: operations.filter((id) => id !== undefined),
    schemas: Object.keys(components.schemas ?? {}),
    responses: Object.keys(components.responses ?? {}),
    parameters: Object.keys(components.parameters ?? {}),
  };
}

const CONTRACTS: readonly [string, string?][] = [["jobspec", "openapi/jobspec.overlay.yaml"], ["taskrunner"]];

it.each(CONTRACTS)(
  "types of %s and those of openapi-typescript can be assigned to each other",
  async (name, overlay) => {
    const document = load(name, overlay);
    const names = namesIn(document);
    expect(names.operations.length).toBeGreaterThan(7);
    const ours = readFileSync(`generated/${name}/openapi.ts`, "utf8");
    expect(disagreements(ours, await peerTypes(document), names)).toEqual([]);
  },
);

it("finds a type that is different", async () => {
  const document = load("taskrunner");
  const ours = readFileSync("generated/taskrunner/openapi.ts", "utf8").replace(
    "maxAttempts: number;",
    "maxAttempts: string;",
  );
  expect(disagreements(ours, await peerTypes(document), namesIn(document))).toContain(
    "schemas.FailurePolicy: ours is not assignable to theirs",
  );
});
