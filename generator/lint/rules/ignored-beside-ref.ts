import { describedObjects } from "../../document/references.js";
import type { DocumentSubject, LintRule } from "../rule.js";

export const ignoredBesideRef: LintRule<DocumentSubject> = {
  id: "ignored-beside-ref",
  severity: "warning",
  summary: "OpenAPI 3.0 ignores what stands beside a `$ref` (section 4.7.23).",
  check: ({ root }) => {
    if (!String(root.get("openapi")?.value).startsWith("3.0")) return [];
    return [...describedObjects(root)].flatMap((object) => {
      const beside = object.entries().filter(([key]) => key !== "$ref" && !key.startsWith("x-") && !PROSE.has(key));
      const [first] = beside;
      // A path item may have fields beside its `$ref`.
      const isPathItem = object.parent?.step === "paths";
      if (typeof object.get("$ref")?.value !== "string" || first === undefined || isPathItem) return [];
      return [{ what: `"${beside.map(([key]) => key).join('", "')}" beside $ref is ignored`, at: first[1] }];
    });
  },
};

const PROSE: ReadonlySet<string> = new Set(["summary", "description", "title"]);
