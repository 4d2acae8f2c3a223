import { InvalidArgumentError, Option } from "commander";

/** `--rounds`, which every benchmark has: a whole number from 1. */
export function roundsOption(): Option {
  return new Option("--rounds <count>", "how often each candidate gets its turn").argParser(parseCount).default(5);
}

/** `--seconds`: how long each candidate is under load in a round. */
export function secondsOption(): Option {
  return new Option("--seconds <length>", "of a candidate's turn").argParser(parseLength).default(2);
}

/** `--only`: some of the parts that a benchmark has, all when left out. */
export function partsOption(parts: readonly string[]): Option {
  return new Option("--only <parts>", `some of ${parts.join(",")}`)
    .argParser((text: string) => parseParts(text, parts))
    .default(parts, "all");
}

/** `--no-pin`. */
export function pinOption(): Option {
  return new Option("--no-pin", "leave it to the system which processor runs what");
}

function parseCount(text: string): number {
  if (!/^[1-9]\d{0,3}$/.test(text)) throw new InvalidArgumentError("Not a whole number from 1 to 9999.");
  return Number(text);
}

function parseLength(text: string): number {
  const seconds = /^\d+(\.\d+)?$/.test(text) ? Number(text) : 0;
  if (seconds === 0) throw new InvalidArgumentError("Not a number of seconds.");
  return seconds;
}

function parseParts(text: string, parts: readonly string[]): readonly string[] {
  const wanted = text.split(",");
  if (wanted.every((part) => parts.includes(part))) return wanted;
  throw new InvalidArgumentError(`Name some of ${parts.join(", ")}, with commas between.`);
}
