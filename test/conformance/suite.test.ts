import { existsSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { BasisSource } from "./suite/case.js";
import { readJobspecSuite } from "./suite.js";

const { cases } = readJobspecSuite();

/** The sentences of one source, with the case that rests on each. */
function sentences(source: BasisSource): readonly (readonly [id: string, text: string])[] {
  return cases.flatMap(({ id, basis }) =>
    basis.filter((one) => one.source === source).map(({ text }): [string, string] => [id, text]),
  );
}

/** Text without what differs between a line of prose and its place in a document. */
function flat(text: string): string {
  return text.replace(/\s+/g, " ");
}

/** Cases whose sentence a text does not have. */
function missing(source: BasisSource, text: string): readonly string[] {
  const whole = flat(text);
  return sentences(source).flatMap(([id, sentence]) => (whole.includes(flat(sentence)) ? [] : [`${id}: ${sentence}`]));
}

describe("what the cases rest on", () => {
  it.each([
    ["contract", "openapi/jobspec.yaml"],
    ["worker", "openapi/worker.yaml"],
  ] as const)("stands in the %s", (source, file) => {
    expect(sentences(source).length).toBeGreaterThan(20);
    expect(missing(source, readFileSync(file, "utf8"))).toEqual([]);
  });

  const page = "../shared/jobspec/spec-page.txt";
  it.skipIf(!existsSync(page))("stands on the specification page, which lies beside a clone", () => {
    const text = readFileSync(page, "utf8").replaceAll("· ", "");
    const unlike = sentences("page").filter(
      ([, sentence]) => !flat(text).toLowerCase().includes(flat(sentence).replace(/\.$/, "").toLowerCase()),
    );
    expect(unlike).toEqual([]);
  });

  const recorded = "../shared/jobspec/golden.json";
  it.skipIf(!existsSync(recorded))("was recorded, in the file beside a clone", () => {
    const names = (JSON.parse(readFileSync(recorded, "utf8")) as { name: string }[]).map(({ name }) => name);
    const unlike = sentences("recorded").filter(
      ([, text]) => !names.includes(text) && !text.startsWith("later versions of the reference"),
    );
    expect(unlike).toEqual([]);
  });
});
