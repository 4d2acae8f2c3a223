import type { DocumentSubject, LintRule } from "../rule.js";

export const tagUndeclared: LintRule<DocumentSubject> = {
  id: "tag-undeclared",
  severity: "warning",
  summary: "An operation has a tag that `tags` of the document, where there are any, does not declare.",
  check: ({ root, operations }) => {
    const known = new Set((root.get("tags")?.items() ?? []).map((tag) => tag.get("name")?.value));
    if (known.size === 0) return [];
    return operations.flatMap(({ cursor }) =>
      (cursor.get("tags")?.items() ?? []).flatMap((tag) => {
        if (known.has(tag.value)) return [];
        known.add(tag.value); // Told of once.
        return [{ what: `tag ${tag.describe()} is not declared`, at: tag }];
      }),
    );
  },
};
