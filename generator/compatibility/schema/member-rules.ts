import type { Cursor } from "../../document/cursor.js";
import type { Pair } from "../pairs.js";
import type { Rule } from "../rule.js";
import { isDeprecated, type Member, type MemberPair } from "./members.js";

/** What rules about promises look at, of whatever has them: operations, parameters, properties. */
export interface Promised {
  readonly cursor: Cursor;
  readonly deprecated: boolean;
}

/** The same rule, of a property that both contracts declare. `word` is the extension that it reads. */
export function ofProperty(rule: Rule<Pair<Promised>>, word: string): Rule<MemberPair> {
  return {
    ...rule,
    check: ({ name, direction, old, new: now }) => {
      const pair = { direction, old: promisedOf(old, word), new: promisedOf(now, word) };
      if (pair.old === undefined || pair.new === undefined) return [];
      return rule.check(pair).map((change) => ({ ...change, what: `property "${name}": ${change.what}` }));
    },
  };
}

function promisedOf(member: Member, word: string): Promised | undefined {
  const cursors = member.normal.parts.map(({ cursor }) => cursor).filter(({ isObject }) => isObject);
  const cursor = cursors.find((place) => place.has(word)) ?? cursors[0];
  return member.isDeclared && cursor !== undefined ? { cursor, deprecated: isDeprecated(member) } : undefined;
}
