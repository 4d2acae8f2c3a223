import { SuiteError } from "../suite/suite-error.js";

/** Cases that are known to fail: they are run, and have to fail. */
export class KnownFailing {
  /** Nothing is known to fail. */
  static readonly NONE = new KnownFailing([]);

  readonly #patterns: readonly string[];

  private constructor(patterns: readonly string[]) {
    this.#patterns = patterns;
  }

  /** A list of case ids, one a line; `*` stands for anything in a part of an id. `#` starts a remark. */
  static parse(file: string, text: string): KnownFailing {
    const lines = text.split("\n").map((line) => line.replace(/#.*/, "").trim());
    for (const [index, line] of lines.entries()) {
      if (/\s/.test(line))
        throw new SuiteError({ file, line: index + 1, column: 1 }, `one case id a line, not "${line}"`);
    }
    return new KnownFailing(lines.filter((line) => line !== ""));
  }

  has(id: string): boolean {
    return this.#patterns.some((pattern) => matchesId(pattern, id));
  }

  /** Lines that name none of these cases. */
  matchingNone(ids: readonly string[]): readonly string[] {
    return this.#patterns.filter((pattern) => !ids.some((id) => matchesId(pattern, id)));
  }
}

/** True when a pattern with `*` in it names a case. */
export function matchesId(pattern: string, id: string): boolean {
  const source = pattern.replace(/[.+?^${}()|[\]\\]/g, "\\$&").replaceAll("*", ".*");
  return new RegExp(`^${source}$`).test(id);
}
