import { isDisjoint } from "../compatibility/schema/exclusive.js";
import type { NormalSchema } from "../compatibility/schema/normal-schema.js";
import { nameOf } from "../compatibility/schema/unions.js";
import type { Schema } from "../model/schema.js";
import { Examiner, type Question } from "./examiner.js";
import { faultsOf } from "./sample-faults.js";
import type { ApiSubject, UnionSubject } from "./rule.js";
import { samplesOf, type Sample, type Verdict } from "./samples.js";
import { sampleValue } from "./sample-value.js";

/** A contract without what examining it gives. */
export type Unexamined = Omit<ApiSubject, "verdicts" | "unions" | "proofs">;

/** Checks the contract's own values, and looks for values that match several branches of a union. */
export async function examineContract(subject: Unexamined): Promise<Pick<ApiSubject, "verdicts" | "unions">> {
  const { api, contract, schemas } = subject;
  const examiner = new Examiner(api);
  const samples = samplesOf(contract, api, schemas);
  for (const { schema, directions } of samples)
    for (const direction of directions) examiner.prepare({ schema, direction });
  const unions = schemas.flatMap((schema) => unionsOf(schema, subject));
  for (const { branches } of unions) for (const { schema } of branches) examiner.prepare(question(schema));
  await examiner.load();
  return {
    verdicts: samples.map((sample) => verdictOf(sample, examiner)),
    unions: unions.map((union) => ({ ...union, overlap: overlapOf(union, examiner) })),
  };
}

/** In the one direction or the other the value has to be valid; of both, the fewer faults are told. */
function verdictOf(sample: Sample, examiner: Examiner): Verdict {
  const { schema, directions } = sample;
  const tried = directions.map((direction) =>
    faultsOf(sample, (value) => examiner.examine({ schema, direction }, value)),
  );
  const [best = []] = tried.sort((a, b) => a.length - b.length);
  return { sample, faults: best };
}

function unionsOf(schema: Schema, { normal }: Unexamined): Omit<UnionSubject, "overlap">[] {
  return (["oneOf", "anyOf"] as const).flatMap((word) => {
    const list = schema[word];
    // `nullable` is written as a union at the place of the schema that has it.
    if (list === undefined || !schema.cursor.has(word)) return [];
    const branches = list.map((branch) => {
      const own: NormalSchema = normal(branch);
      return { schema: branch, normal: own, name: nameOf(own) };
    });
    const hasDiscriminator = schema.discriminator !== undefined;
    return [{ isExclusive: word === "oneOf", cursor: schema.cursor, branches, hasDiscriminator }];
  });
}

/** A small value of one branch that another takes too. */
function overlapOf(union: Omit<UnionSubject, "overlap">, examiner: Examiner): UnionSubject["overlap"] {
  const { branches, cursor, isExclusive } = union;
  const shape = { branches: branches.map(({ schema }) => schema), discriminator: undefined, cursor, isExclusive };
  if (
    !isExclusive ||
    union.hasDiscriminator ||
    isDisjoint(
      shape,
      branches.map(({ normal }) => normal),
    )
  )
    return undefined;
  for (const { normal } of branches) {
    const value = sampleValue(normal);
    if (value === undefined) continue;
    const fitting = branches.filter(({ schema }) => examiner.examine(question(schema), value).length === 0);
    if (fitting.length > 1) return { value, names: fitting.map(({ name }) => name) };
  }
  return undefined;
}

function question(schema: Schema): Question {
  return { schema, direction: "reply" };
}
