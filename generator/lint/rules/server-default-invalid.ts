import type { Cursor } from "../../document/cursor.js";
import type { DocumentSubject, LintRule } from "../rule.js";

export const serverDefaultInvalid: LintRule<DocumentSubject> = {
  id: "server-default-invalid",
  severity: "error",
  summary: "The default of a server variable is none of its values (OpenAPI 3.1 section 4.8.6).",
  check: ({ root, operations }) => {
    const owners = new Map([root, ...operations.flatMap(({ item, cursor }) => [item, cursor])].map(byAddress));
    const servers = [...owners.values()].flatMap((owner) => owner.get("servers")?.items() ?? []);
    return servers
      .flatMap((server) => server.get("variables")?.entries() ?? [])
      .flatMap(([name, variable]) => {
        const [chosen, values] = [
          variable.get("default"),
          variable
            .get("enum")
            ?.items()
            .map(({ value }) => value),
        ];
        if (chosen === undefined || values === undefined || values.includes(chosen.value)) return [];
        return [{ what: `the default of "${name}" is none of its values`, at: chosen }];
      });
  },
};

function byAddress(cursor: Cursor): [string, Cursor] {
  return [cursor.address, cursor];
}
