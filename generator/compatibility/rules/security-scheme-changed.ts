import type { Cursor } from "../../document/cursor.js";
import type { ContractPair } from "../pairs.js";
import { always, type Change, type Rule } from "../rule.js";
import { schemesOf } from "../security.js";

export const securitySchemeChanged: Rule<ContractPair> = {
  id: "security-scheme-changed",
  summary:
    "Credentials are another kind, or are sent in another place: `type`, `scheme`, `in`, `name` or " +
    "`openIdConnectUrl` changed.",
  effect: "changes",
  severity: always("error"),
  check: ({ old, new: now }) =>
    [...schemesOf(now)].flatMap(([name, after]) => {
      const before = schemesOf(old).get(name);
      return before === undefined ? [] : differences(name, before, after);
    }),
};

function differences(name: string, before: Cursor, after: Cursor): Change[] {
  return ["type", "scheme", "in", "name", "openIdConnectUrl"].flatMap((word) => {
    const [was, is] = [before.get(word), after.get(word)].map((found) => String(found?.value ?? "none"));
    // Names of HTTP schemes and headers have no case.
    if (was?.toLowerCase() === is?.toLowerCase()) return [];
    return [
      { what: `${word} of security scheme "${name}" changed from ${was} to ${is}`, at: after.get(word) ?? after },
    ];
  });
}
