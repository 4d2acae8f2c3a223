import { SourceFile } from "../source-file.js";
import type { Checks, EmittedModule, Emission } from "./emission.js";

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

/**
 * `client-explain.js` and `client-explain.d.ts`: give the errors of a client their `issues`. Bundles that leave the
 * module out hold no messages.
 */
export function emitClientExplain(emission: Emission, checks: ReplyChecks): EmittedModule {
  return { javascript: code(emission, checks), declarations: declarations(emission) };
}

function code({ source, runtime }: Emission, { pairs }: ReplyChecks): string {
  const file = new SourceFile(source);
  const explainBy = file.use("explainBy", `${runtime}client-explain.js`, { value: true });
  if (pairs.length > 0)
    file.print(`import * as quiet from "./client-checks.js";`, `import * as telling from "./validators.js";`);
  file.gap();
  file.block("export const explain = (check, value) =>", "", () => {
    file.block(`${explainBy}([`, "], check, value);", () => {
      for (const [check, full] of pairs) file.print(`[quiet.${check}, telling.${full}],`);
    });
  });
  return file.toString();
}

function declarations({ source, runtime }: Emission): string {
  const file = new SourceFile(source);
  const type = file.use("Explain", `${runtime}client.js`);
  file.print(
    "/** Says what is wrong with a reply: an option of `createClient`. */",
    `export declare const explain: ${type};`,
  );
  return file.toString();
}
