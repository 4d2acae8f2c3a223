import type { Contract } from "../document/contract.js";
import type { Cursor } from "../document/cursor.js";
import type { Severity } from "../findings/finding.js";
import type { Api } from "../model/api.js";
import type { Schema } from "../model/schema.js";
import type { NormalSchema } from "../compatibility/schema/normal-schema.js";
import type { Proofs } from "../compatibility/schema/schema-pair.js";
import type { Verdict } from "./samples.js";

/** One thing wrong, and where. */
export interface Fault {
  readonly what: string;
  readonly at: Cursor;
}

/** A rule of `specwright lint`. Pure: it looks at the contract and says what is wrong. */
export interface LintRule<Subject> {
  /** Kebab-case, the name of its file; stands in messages, ignore files and docs/lint.md. */
  readonly id: string;
  readonly severity: Severity;
  /** What it finds, as one sentence for the documentation. */
  readonly summary: string;
  check(subject: Subject): readonly Fault[];
}

/** An operation as it stands in the document. */
export interface RawOperation {
  readonly path: string;
  /** Upper case. */
  readonly method: string;
  readonly cursor: Cursor;
  /** The path item, references followed. */
  readonly item: Cursor;
}

/** What can be looked at in any document whose references lead somewhere. */
export interface DocumentSubject {
  readonly contract: Contract;
  readonly root: Cursor;
  readonly operations: readonly RawOperation[];
}

/** A union and its branches in normal form. */
export interface UnionSubject {
  readonly isExclusive: boolean;
  readonly cursor: Cursor;
  readonly hasDiscriminator: boolean;
  readonly branches: readonly { readonly name: string; readonly schema: Schema; readonly normal: NormalSchema }[];
  /** A value that matches more than one branch, and the names of those, where one was found. */
  readonly overlap: { readonly value: unknown; readonly names: readonly string[] } | undefined;
}

/** What can be looked at in a contract that is one. */
export interface ApiSubject extends DocumentSubject {
  readonly api: Api;
  /** Every schema of the contract once, those inside others too. */
  readonly schemas: readonly Schema[];
  readonly unions: readonly UnionSubject[];
  readonly proofs: Proofs;
  normal(schema: Schema): NormalSchema;
  /** What the contract's own values came to when they were checked. */
  readonly verdicts: readonly Verdict[];
}
