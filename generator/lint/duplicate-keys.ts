import { LineCounter, parseDocument } from "yaml";
import { Lines } from "../document/lines.js";
import { repeatedJsonKeys } from "../document/repeated-json-keys.js";
import type { Finding } from "../findings/finding.js";

/** The rule that looks at texts; all others see only what a parser made of them. */
export const duplicateKey = {
  id: "duplicate-key",
  severity: "error",
  summary: "An object has a key twice; parsers take one of the two values, and not all the same.",
} as const;

/** Keys that stand twice in an object of a file. */
export function duplicateKeys(file: string, text: string): Finding[] {
  const lines = new Lines(text);
  return offsetsOf(file, text).map(({ offset, key }) => {
    const { id: rule, severity } = duplicateKey;
    const message = `key ${key === undefined ? "" : `"${key}" `}stands twice in this object`;
    return { rule, severity, message, place: { file, ...lines.at(offset) }, pointer: "#" };
  });
}

interface Repeated {
  readonly offset: number;
  readonly key?: string;
}

function offsetsOf(file: string, text: string): Repeated[] {
  if (file.endsWith(".json")) return repeatedJsonKeys(text);
  const { errors } = parseDocument(text, { lineCounter: new LineCounter(), merge: true, prettyErrors: false });
  return errors
    .filter(({ code }) => code === "DUPLICATE_KEY")
    .map(({ pos: [offset] }) => {
      const key = /^"?([^":\n]+)"?\s*:/.exec(text.slice(offset))?.[1];
      return key === undefined ? { offset } : { offset, key };
    });
}
