import type { Cursor } from "../../document/cursor.js";
import { templateShape } from "../../model/template.js";
import type { DocumentSubject, LintRule } from "../rule.js";

export const duplicatePath: LintRule<DocumentSubject> = {
  id: "duplicate-path",
  severity: "error",
  summary: "Two paths are the same but for what their parameters are called (OpenAPI 3.1 section 4.8.8).",
  check: ({ root }) => {
    const first = new Map<string, string>();
    return (root.get("paths")?.entries() ?? []).flatMap(([path, at]: [string, Cursor]) => {
      const other = first.get(templateShape(path));
      first.set(templateShape(path), other ?? path);
      return other === undefined ? [] : [{ what: `"${path}" is the same path as "${other}"`, at }];
    });
  },
};
