import { formatPlace } from "../document/contract-error.js";
import type { Finding, Severity } from "./finding.js";
import { SEVERITIES } from "./finding.js";
import type { Judgement } from "./accepted.js";

export const FORMATS = ["text", "json", "github"] as const;
export type Format = (typeof FORMATS)[number];

/** Colours a text by severity, or leaves it as it is. */
export type Paint = (severity: Severity, text: string) => string;

/** The findings that are not accepted, one a line for `text` and `github`, one document for `json`. */
export function formatJudgement(judgement: Judgement, format: Format, paint: Paint): string {
  if (format === "json") return JSON.stringify(jsonOf(judgement), undefined, 2);
  if (format === "github") return judgement.findings.map(githubLine).join("\n");
  return [...judgement.findings.map((finding) => textLine(finding, paint)), summary(judgement)].join("\n");
}

function textLine({ place, rule, severity, message, nearest }: Finding, paint: Paint): string {
  const where = nearest === undefined ? "" : " (place in the old contract)";
  return `${formatPlace(place)} ${paint(severity, rule)} ${severity}: ${message}${where}`;
}

/** `2 errors, 1 warning, 3 accepted`, or `no findings`. */
function summary({ findings, accepted }: Judgement): string {
  const counts = SEVERITIES.map((severity) => {
    const count = findings.filter((finding) => finding.severity === severity).length;
    return count === 0 ? "" : `${count} ${severity === "info" || count === 1 ? severity : `${severity}s`}`;
  });
  const told = counts.filter((text) => text !== "");
  return [
    told.length === 0 ? "no findings" : told.join(", "),
    accepted.length === 0 ? "" : `${accepted.length} accepted`,
  ]
    .filter((text) => text !== "")
    .join(", ");
}

function jsonOf({ findings, accepted }: Judgement): unknown {
  return {
    findings: findings.map(jsonFinding),
    accepted: accepted.map(({ finding, reason }) => ({ ...jsonFinding(finding), reason })),
  };
}

function jsonFinding({ place, nearest, ...finding }: Finding): Readonly<Record<string, unknown>> {
  return { ...finding, ...place, ...(nearest === undefined ? {} : { contract: "old", nearest }) };
}

const COMMANDS: Readonly<Record<Severity, string>> = { error: "error", warning: "warning", info: "notice" };

/** A workflow command (GitHub Actions), which becomes an annotation of the line. Only the new contract has lines. */
function githubLine({ place, nearest, rule, severity, message }: Finding): string {
  const { file, line, column } = nearest ?? place;
  const properties = { file, line, col: column, title: rule };
  const list = Object.entries(properties).map(([name, value]) => `${name}=${escapeProperty(String(value))}`);
  const text = nearest === undefined ? message : `${message} (was at ${formatPlace(place)})`;
  return `::${COMMANDS[severity]} ${list.join(",")}::${escapeMessage(text)}`;
}

function escapeMessage(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

function escapeProperty(text: string): string {
  return escapeMessage(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}
