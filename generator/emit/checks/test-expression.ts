import type { Schema } from "../../model/schema.js";
import { joined } from "./condition.js";
import { leafConditions } from "./leaf-conditions.js";
import type { Scope } from "./scope.js";
import { isInline, isTrivial, orNull } from "./target-checks.js";

/** A JavaScript expression that is true when a value is valid; it collects nothing. */
export function test(scope: Scope, schema: Schema, { value, hint }: { value: string; hint: string }): string {
  const essence = scope.graph.essence(schema);
  if (essence.never === true) return "false";
  if (isTrivial(scope.graph, essence)) return "true";
  if (isInline(essence))
    return joined(
      leafConditions(scope, essence, { value, hint }).map(({ good }) => good),
      "&&",
    );
  const other = orNull(scope, essence);
  if (other !== undefined) return `(${value} === null || ${test(scope, other, { value, hint })})`;
  return scope.call(schema, { value, hint });
}
