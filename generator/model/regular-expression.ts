import { translatePattern } from "./pattern-dialects.js";

/**
 * With the flag `u`, as JSON Schema 2020-12 section 6.4 asks, else as what other languages' expressions mean, else
 * without the flag: many patterns in use escape what need not be escaped, and are valid only so.
 */
export function compilePattern(pattern: string): RegExp | undefined {
  const unicode = tryCompile(pattern, "u");
  if (unicode !== undefined) return unicode;
  const translated = translatePattern(pattern);
  if (translated === undefined) return tryCompile(pattern, "");
  const { source, flags } = translated;
  return tryCompile(source, `${flags}u`) ?? tryCompile(source, flags);
}

/** True when ECMA-262 reads the pattern with these flags. */
export function isReadable(pattern: string, flags: "" | "u"): boolean {
  return tryCompile(pattern, flags) !== undefined;
}

function tryCompile(source: string, flags: string): RegExp | undefined {
  try {
    return new RegExp(source, flags);
  } catch {
    // The next way is tried, and after the last one the caller refuses.
    return undefined;
  }
}
