import { effectOf, type Effect } from "../rule.js";
import type { NormalSchema } from "./normal-schema.js";
import type { SchemaPair } from "./schema-pair.js";

/** What became of demands on what is left unevaluated; what is evaluated is for other rules. */
export function unevaluatedEffect({ old, new: now, proofs }: SchemaPair): Effect {
  const isIn =
    (list: NormalSchema, { normalizer }: NormalSchema) =>
    (schema: NormalSchema["unevaluated"][number]) =>
      list.unevaluated.some((other) => proofs.isSame(list.normalizer.of([other]), normalizer.of([schema])));
  return effectOf({
    narrows: !now.unevaluated.every(isIn(old, now)),
    widens: !old.unevaluated.every(isIn(now, old)),
  });
}
