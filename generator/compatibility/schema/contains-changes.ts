import { ARRAY } from "../../emit/checks/instance-types.js";
import type { Effect } from "../rule.js";
import { comparableContains } from "./child-pairs.js";
import type { SchemaPair } from "./schema-pair.js";

/** What became of the demand that a list contains items of a kind, the kind itself aside. */
export function containsChange({ old, new: now, shared, proofs }: SchemaPair): Effect {
  if ((shared & ARRAY) === 0 || old.contains.length + now.contains.length === 0) return "none";
  if (now.contains.length === 0) return "widens";
  if (old.contains.length === 0) return "narrows";
  const [before, after] = [comparableContains(old), comparableContains(now)];
  if (before !== undefined && after !== undefined) {
    return after.min === before.min ? "none" : after.min > before.min ? "narrows" : "widens";
  }
  const isSame =
    old.contains.length === now.contains.length &&
    old.contains.every((demand, index) => {
      const other = now.contains[index];
      if (other === undefined || demand.min !== other.min || demand.max !== other.max) return false;
      const [a, b] = [old.normalizer.of([demand.schema]), now.normalizer.of([other.schema])];
      return proofs.contains(a, b) && proofs.contains(b, a);
    });
  return isSame ? "none" : "changes";
}
