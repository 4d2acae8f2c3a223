import type { Schema } from "../../model/schema.js";
import type { SchemaGraph } from "./schema-graph.js";

/** Functions that emitted checks use, by the file of `templates/runtime` that has them. */
export const RUNTIME = {
  issues: ["refuse", "stop", "missing", "explain"],
  values: [
    "MAX_DEPTH",
    "isObject",
    "own",
    "countProperties",
    "isLonger",
    "isShorter",
    "isMultiple",
    "isEqual",
    "hasUniqueItems",
  ],
  formats: [
    "isDate",
    "isTime",
    "isDateTime",
    "isDuration",
    "isUuid",
    "isEmail",
    "isHostname",
    "isIpv4",
    "isIpv6",
    "isUri",
    "isUriReference",
    "isRegex",
    "isJsonPointer",
    "isBase64",
    "isInt32",
    "isInt64",
  ],
} as const;

export type RuntimeName = (typeof RUNTIME)[keyof typeof RUNTIME][number];

/** What code of one function may refer to. */
export interface Scope {
  readonly graph: SchemaGraph;
  /** True where code says only whether a value is valid: it takes no collector and names no fault. */
  readonly isQuiet: boolean;
  /** Makes a function of the runtime available; gives its name. */
  use(name: RuntimeName): string;
  /** A constant of the file with this value, given as code; equal values share one. */
  constant(hint: string, expression: string): string;
  /**
   * A call of the check of `schema`; without `path` the check collects nothing. `hint` names the function after its
   * place when the schema has no name.
   */
  call(schema: Schema, use: { readonly value: string; readonly path?: string; readonly hint: string }): string;
  /** An expression of the check of `schema` as a function of a value and a collector. */
  check(schema: Schema, hint: string): string;
  /** A name for a local variable made from a property's, free in this function. */
  local(name: string): string;
}

/** A value that code checks. */
export interface Target {
  /** JavaScript expression of the value. */
  readonly value: string;
  /** JavaScript expression of its collector, or of undefined. */
  readonly path: string;
  /** The property's name, when the value is a property. */
  readonly property?: { readonly name: string; readonly isRequired: boolean };
  readonly hint: string;
}
