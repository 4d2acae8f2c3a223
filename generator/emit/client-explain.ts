import { SourceFile } from "../source-file.js";
import type { Checks, Emission } from "./emission.js";

/** What a client checks replies with: code that only judges, and the checks that can say why it refused. */
export class ReplyChecks implements Checks {
  readonly #quiet: Checks;
  readonly #telling: Checks;
  readonly #pairs = new Map<string, string>();

  constructor(quiet: Checks, telling: Checks) {
    this.#quiet = quiet;
    this.#telling = telling;
  }

  checkFor(...use: Parameters<Checks["checkFor"]>): string | undefined {
    const quiet = this.#quiet.checkFor(...use);
    const telling = this.#telling.checkFor(...use);
    if (quiet !== undefined && telling !== undefined) this.#pairs.set(quiet, telling);
    return quiet;
  }

  /** Names of the quiet checks that were asked for, each with that of the one which tells. */
  get pairs(): readonly (readonly [string, string])[] {
    return [...this.#pairs].sort(([a], [b]) => (a < b ? -1 : 1));
  }
}

/** `client-explain.ts`: gives the errors of a client their `issues`. Bundles that leave it out hold no messages. */
export function emitClientExplain(emission: Emission, { pairs }: ReplyChecks): string {
  const file = new SourceFile(emission.source);
  const explainBy = file.use("explainBy", `${emission.runtime}client-explain.js`, { value: true });
  const type = file.use("Explain", `${emission.runtime}client.js`);
  if (pairs.length > 0)
    file.print(`import * as quiet from "./client-checks.js";`, `import * as telling from "./validators.js";`);
  file.gap();
  file.print("/** Says what is wrong with a reply: an option of `createClient`. */");
  file.block(`export const explain: ${type} = (check, value) =>`, "", () => {
    file.block(`${explainBy}([`, "], check, value);", () => {
      for (const [check, full] of pairs) file.print(`[quiet.${check}, telling.${full}],`);
    });
  });
  return file.toString();
}
