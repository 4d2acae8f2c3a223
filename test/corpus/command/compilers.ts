import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { measureAny } from "../../bench/codegen/measured-process.js";

/** A version of TypeScript. */
export interface Compiler {
  readonly version: string;
  readonly program: string;
}

/** The two versions that the repository has, which every run of the tests compiles with. */
export const INSTALLED: readonly Compiler[] = [
  { version: "5.9", program: "node_modules/typescript/bin/tsc" },
  { version: "7", program: "node_modules/typescript7/bin/tsc" },
];

/** Every version that generated code is for; `modules`: where `installTools` has put the others. */
export function allCompilers(modules: string): Compiler[] {
  const other = (version: string): Compiler => ({
    version,
    program: join(modules, `typescript-${version}`, "bin/tsc"),
  });
  return [other("5.5"), ...INSTALLED, other("6")].sort((a, b) => Number(a.version) - Number(b.version));
}

export interface CompilerOptions {
  readonly exactOptionalPropertyTypes: boolean;
  /** Globs below the folder. */
  readonly include: readonly string[];
  /** How imports are found; as Node does when absent. */
  readonly moduleResolution?: "bundler";
  /** True leaves declarations unchecked, those of packages among them; the language's own are never checked. */
  readonly skipLibCheck?: boolean;
}

/** Lines with errors of a strict compilation of the TypeScript files and declarations of a folder. */
export async function compilerErrors(
  compiler: Compiler,
  folder: string,
  { exactOptionalPropertyTypes, include, moduleResolution, skipLibCheck = false }: CompilerOptions,
): Promise<string[]> {
  const compilerOptions = {
    ...{ target: "es2022", types: ["node"] },
    ...(moduleResolution === undefined ? { module: "nodenext" } : { module: "esnext", moduleResolution }),
    ...{ strict: true, exactOptionalPropertyTypes, skipLibCheck, skipDefaultLibCheck: true, noEmit: true },
  };
  const project = join(folder, "tsconfig.json");
  writeFileSync(project, JSON.stringify({ compilerOptions, include }));
  const { exitCode, output } = await measureAny(compiler.program, ["-p", project, "--pretty", "false"]);
  const errors = output.split("\n").filter((line) => line.includes("error TS"));
  return exitCode !== 0 && errors.length === 0 ? [`exit code ${exitCode}: ${output.slice(-500)}`] : errors;
}
