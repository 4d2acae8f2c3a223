import { isSuccess } from "../../compatibility/statuses.js";
import type { DocumentSubject, LintRule } from "../rule.js";

export const successResponseMissing: LintRule<DocumentSubject> = {
  id: "success-response-missing",
  severity: "warning",
  summary: "An operation declares no status of success: there is nothing that a handler could answer when all is well.",
  check: ({ operations }) =>
    operations
      .filter(({ cursor }) => {
        const statuses = (cursor.get("responses")?.entries() ?? []).map(([status]) => status);
        return !statuses.some((status) => isSuccess(status) || status === "default");
      })
      .map(({ method, path, cursor }) => ({ what: `${method} ${path} declares no status of success`, at: cursor })),
};
