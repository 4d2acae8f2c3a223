import { describe, expect, it } from "vitest";

import { mutate, readMutants } from "./mutant.js";

const { suites, mutants } = readMutants();

describe("every mutant", () => {
  it.each(mutants)("$id: has one place in the code, and a suite", (mutant) => {
    const { text, mutated } = mutate(mutant, ".");
    expect(mutated).not.toBe(text);
    expect(Object.keys(suites)).toContain(mutant.suite);
  });

  it("has a name of its own", () => {
    expect(new Set(mutants.map(({ id }) => id)).size).toBe(mutants.length);
  });
});
