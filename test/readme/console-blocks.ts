/** A command of a document and what it is said to print. */
export interface Sample {
  readonly command: string;
  /** Lines that follow the command; `...` stands for anything within a line. */
  readonly output: readonly string[];
}

/** The commands of every ```console block, in order: lines that start with `$ `. */
export function consoleSamples(markdown: string): Sample[] {
  return [...markdown.matchAll(/^```console\n(.*?)^```$/gms)].flatMap(([, block = ""]) => samplesOf(block));
}

function samplesOf(block: string): Sample[] {
  return block
    .split(/^\$ /m)
    .slice(1)
    .map((text) => {
      const [command = "", ...output] = text.trimEnd().split("\n");
      return { command, output };
    });
}

/** True when every promised line stands in the text, in this order. */
export function prints(text: string, output: readonly string[]): boolean {
  const pattern = output.map((line) => line.split("...").map(escapePattern).join(".*")).join("\\n(?:.*\\n)*?");
  return new RegExp(`^${pattern}$`, "m").test(text);
}

function escapePattern(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");
}
