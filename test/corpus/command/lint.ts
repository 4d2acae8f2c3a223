import { ESLint } from "eslint";
import { join } from "node:path";

/** What the project's own lint rules find in the files of a folder. */
export async function lintFindings(folder: string): Promise<string[]> {
  const eslint = new ESLint({ cwd: folder, overrideConfigFile: join(process.cwd(), "eslint.config.js") });
  const results = await eslint.lintFiles(["**/*.{ts,js}"]);
  return results.flatMap(({ filePath, messages }) =>
    messages.map(({ line, message, ruleId }) => `${filePath}:${line}: ${message} (${ruleId})`),
  );
}
