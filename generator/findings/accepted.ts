import { Cursor } from "../document/cursor.js";
import { Source } from "../document/source.js";
import { gravestFirst, type Finding } from "./finding.js";

/** An entry of an ignore file: findings that somebody looked at and accepts. */
export interface Acceptance {
  readonly cursor: Cursor;
  readonly rule: string;
  /** JSON Pointer in fragment form; the finding is there or below. Absent: anywhere. */
  readonly at: string | undefined;
  /** A part of the message. Absent: any message. */
  readonly message: string | undefined;
  readonly reason: string;
}

/** Findings that count, and those that were accepted. */
export interface Judgement {
  readonly findings: readonly Finding[];
  readonly accepted: readonly { readonly finding: Finding; readonly reason: string }[];
}

const KEYS = ["rule", "at", "message", "reason"];

/** Reads an ignore file: a list of entries, each with `rule` and `reason`. Throws `ContractError` with the place. */
export function readAcceptances(file: string, text: string): Acceptance[] {
  const source = Source.parse(file, text);
  return new Cursor(source, source.root).items().map((entry) => {
    entry.allow(KEYS);
    const reason = entry.require("reason", "an accepted finding").string();
    if (reason.trim() === "") throw entry.error("an accepted finding needs a reason", "configuration");
    return {
      cursor: entry,
      rule: entry.require("rule", "an accepted finding").string(),
      at: entry.get("at")?.string(),
      message: entry.get("message")?.string(),
      reason,
    };
  });
}

/**
 * Sorts accepted findings out, and the others by severity. An entry that accepts nothing is a finding itself: what it
 * was for is gone.
 */
export function judge(all: readonly Finding[], acceptances: readonly Acceptance[]): Judgement {
  const used = new Set<Acceptance>();
  const findings: Finding[] = [];
  const accepted: { finding: Finding; reason: string }[] = [];
  for (const finding of all) {
    const fitting = acceptances.filter((acceptance) => fits(acceptance, finding));
    for (const one of fitting) used.add(one);
    const [first] = fitting;
    if (first === undefined) findings.push(finding);
    else accepted.push({ finding, reason: first.reason });
  }
  const idle = acceptances.filter((acceptance) => !used.has(acceptance)).map(idleFinding);
  return { findings: gravestFirst([...findings, ...idle]), accepted };
}

function fits({ rule, at, message }: Acceptance, finding: Finding): boolean {
  return (
    rule === finding.rule &&
    (at === undefined || finding.pointer === at || finding.pointer.startsWith(`${at}/`)) &&
    (message === undefined || finding.message.includes(message))
  );
}

function idleFinding({ cursor, rule }: Acceptance): Finding {
  return {
    rule: "accepts-nothing",
    severity: "warning",
    message: `no finding of ${rule} is left to accept`,
    place: cursor.place,
    pointer: "#",
  };
}
