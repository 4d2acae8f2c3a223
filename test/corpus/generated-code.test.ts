import { existsSync, rmSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { compilerErrors, INSTALLED } from "./command/compilers.js";
import { lintFindings } from "./command/lint.js";
import { CORPUS, nameOf, publicDocuments, SMALL } from "./documents.js";
import { generatedFiles, readContract, writeGenerated } from "./loaded-api.js";

/** The files of several contracts, each in a folder of its own beside one runtime. */
function filesOf(documents: readonly string[]): Map<string, string> {
  const entries = documents.flatMap((document) =>
    [...generatedFiles(readContract(document))].map(([path, text]): [string, string] => [
      path.replace(/^api\//, `${nameOf(document)}/`),
      text,
    ]),
  );
  return new Map(entries);
}

// Own contracts are compiled and linted as part of the repository.
describe.skipIf(!existsSync(CORPUS))("code of public contracts (skipped where ../shared/specs is absent)", () => {
  let folder = "";
  beforeAll(() => {
    folder = writeGenerated(filesOf(publicDocuments().filter((document) => SMALL.includes(nameOf(document)))));
  }, 120_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const settings = INSTALLED.flatMap((compiler) => [true, false].map((exact) => ({ compiler, exact })));
  it.each(settings)(
    "compiles with TypeScript $compiler.version, exactOptionalPropertyTypes $exact",
    async ({ compiler, exact }) => {
      const options = { exactOptionalPropertyTypes: exact, include: ["**/*.ts"] };
      expect(await compilerErrors(compiler, folder, options)).toEqual([]);
    },
    240_000,
  );

  it("passes the project's lint rules", async () => expect(await lintFindings(folder)).toEqual([]), 240_000);

  it("finds what does not compile and what breaks a rule", async () => {
    const faulty = writeGenerated(
      new Map([["faulty.ts", "export const size: string = 5;\nif (size == '') void 0;\n"]]),
    );
    const [compiler] = INSTALLED;
    if (compiler === undefined) throw new Error("no compiler");
    const options = { exactOptionalPropertyTypes: false, include: ["**/*.ts"] };
    expect(await compilerErrors(compiler, faulty, options)).toHaveLength(1);
    expect(await lintFindings(faulty)).toHaveLength(1);
    rmSync(faulty, { recursive: true });
  }, 120_000);
});
