import type { Direction } from "../../model/direction.js";
import type { TypeSet } from "../../model/type-set.js";
import type { NormalSchema } from "./normal-schema.js";

/** What `old` and `new` say of the same value. */
export interface SchemaPair {
  readonly direction: Direction;
  readonly old: NormalSchema;
  readonly new: NormalSchema;
  /** Types that both let through; words about other types have nothing to compare. */
  readonly shared: TypeSet;
  readonly proofs: Proofs;
}

/** What can be proved about two schemas. False means not proved. */
export interface Proofs {
  /** Every value valid for `inner` is valid for `outer`. */
  contains(outer: NormalSchema, inner: NormalSchema): boolean;
  /** Both are the same word for word, but for prose and for what references are called. */
  isSame(a: NormalSchema, b: NormalSchema): boolean;
}

/** A place inside a schema: the steps that lead to it, for messages. */
export type Step = string;

/** A pair of schemas inside a pair, and how to say where. */
export interface ChildPair {
  readonly old: NormalSchema;
  readonly new: NormalSchema;
  readonly step: Step | undefined;
}
