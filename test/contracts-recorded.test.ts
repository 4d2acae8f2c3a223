import { readFileSync } from "node:fs";
import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { applyOverlay, parseOverlay, type JsonValue } from "../generator/document/overlay.js";
import { isHttpCase, loadCases } from "./jobspec/golden/cases.js";

/** An OpenAPI document, as far as this test reads it. */
interface Contract {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly responses: Readonly<Record<string, Response>> };
}

interface Operation {
  readonly "x-agentops-aliases"?: readonly string[];
  readonly requestBody?: { readonly content: Readonly<Record<string, unknown>> };
  readonly responses: Readonly<Record<string, Response>>;
}

interface Response {
  readonly $ref?: string;
}

const ROOT = new URL("../", import.meta.url);
const RECORDED = loadCases()
  .filter(isHttpCase)
  .filter((recorded) => recorded.class === "contract");
const UPSTREAM = parse(read("openapi/jobspec.yaml")) as JsonValue;
const AMENDED = applyOverlay(
  UPSTREAM,
  parseOverlay("jobspec.overlay.yaml", read("openapi/jobspec.overlay.yaml")),
).document;

function read(file: string): string {
  return readFileSync(new URL(file, ROOT), "utf8");
}

/** Says why a case of class `contract` would not be possible under `document`; undefined when it is. */
function judge(document: JsonValue): (recorded: (typeof RECORDED)[number]) => string | undefined {
  const contract = document as unknown as Contract; // the document is ours
  const ajv = new Ajv2020({ strict: false, validateFormats: false });
  ajv.addSchema({ $id: "contract:", ...(document as object) });
  const fits = (pointer: readonly string[], value: unknown) => {
    const steps = pointer.map((step) => encodeURIComponent(step.replaceAll("~", "~0").replaceAll("/", "~1")));
    return ajv.validate({ $ref: `contract:#/${steps.join("/")}/schema` }, value) ? undefined : ajv.errorsText();
  };
  return ({ request, expect: { status, body } }) => {
    const path = pathOf(contract, request.path);
    if (path === undefined) return `no path ${request.path}`;
    // A method that the path does not have is answered by the operation that it does have.
    const method = Object.keys(contract.paths[path] ?? {})[0] ?? "";
    const operation = contract.paths[path]?.[method];
    const response = operation?.responses[String(status)];
    if (response === undefined) return `status ${status} is not declared`;
    const holder = response.$ref?.slice(2).split("/") ?? ["paths", path, method, "responses", String(status)];
    const reply =
      request.method === "HEAD" ? undefined : fits([...holder, "content", "application/json"], withLists(body));
    if (reply !== undefined) return `reply: ${reply}`;
    if (status !== 202 || operation?.requestBody === undefined) return undefined;
    const given = request.headers?.["Content-Type"] ?? "application/json";
    const type = [given, "*/*"].find((name) => Object.hasOwn(operation.requestBody?.content ?? {}, name));
    if (type === undefined) return `request: no media type ${given}`;
    return fits(["paths", path, method, "requestBody", "content", type], JSON.parse(request.body ?? ""));
  };
}

function pathOf({ paths }: Contract, target: string): string | undefined {
  const name = target.split("?")[0] ?? "";
  return Object.keys(paths).find(
    (path) =>
      path === name ||
      Object.values(paths[path] ?? {}).some((operation) => operation["x-agentops-aliases"]?.includes(name)),
  );
}

/** The reference writes some empty lists as null; the contract has no such null. */
function withLists(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withLists);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, child]) => [key, child === null && LISTS.has(key) ? [] : withLists(child)]),
  );
}

const LISTS = new Set(["events", "jobs", "runs", "wiki"]);

describe.skipIf(RECORDED.length === 0)(
  "recorded exchanges of class contract (skipped without ../shared/jobspec)",
  () => {
    test.each(RECORDED.map((recorded) => [recorded.name, recorded] as const))("%s", (_, recorded) => {
      expect(AMENDED_JUDGE(recorded)).toBeUndefined();
    });

    test("without the overlay these are not possible", () => {
      const refused = RECORDED.filter((recorded) => UPSTREAM_JUDGE(recorded) !== undefined);
      expect(refused.map(({ name }) => name)).toEqual([
        "submit-json: content-type not enforced",
        "submit-json: payload null",
        "trigger: not ready is reported before invalid JSON",
        "trigger: not ready",
      ]);
    });
  },
);

const AMENDED_JUDGE = judge(AMENDED);
const UPSTREAM_JUDGE = judge(UPSTREAM);
