import { basename } from "node:path";
import { machine } from "../../bench/machine.js";
import { markdownTable } from "../../bench/http/report.js";
import type { BrowserProof } from "./browser.js";
import type { DocumentResult } from "./document-run.js";
import type { PeerResult } from "./peers.js";

/** What is told beside the results of documents. */
interface Told {
  readonly browser: BrowserProof | string;
  /** Where the documents are from, when that is not where the repository looks for them. */
  readonly folder: string | undefined;
}

/** `docs/corpus.md` of the results of documents and of a browser. */
export function report(results: readonly DocumentResult[], { browser, folder }: Told): string {
  return [
    "# Public contracts",
    introduction(folder),
    `Each line is of the last run that had its document, the latest on:\n\n${machine(false)
      .split("\n")
      .map((line) => `- ${line}`)
      .join("\n")}`,
    "## Generated code",
    `${GENERATED}\n\n${markdownTable(GENERATED_HEAD, results.map(generatedRow)).trimEnd()}`,
    "## Messages",
    `${MESSAGES}\n\n${markdownTable(MESSAGES_HEAD, results.map(messagesRow)).trimEnd()}`,
    browserLine(browser),
    "### Below the aim, and why",
    `${REASONS}\n\n${explained(results)}`,
    "## Peers",
    `${PEERS}\n\n${peersTable(results).trimEnd()}`,
  ]
    .map((part) => `${part}\n`)
    .join("\n");
}

function introduction(folder: string | undefined): string {
  const [command, from, others] =
    folder === undefined
      ? ["npm run corpus", "`../shared/specs`, which is no part of the repository", `\n${OTHERS}`]
      : [`npm run corpus -- --folder ${basename(folder)}`, "a folder that is no part of the repository", ""];
  return `What specwright does with contracts that nobody here wrote. This file is written by
\`${command}\`; the contracts are read from ${from}.
\`npm run corpus -- --operations 50\` is a quick run, \`--help\` tells the rest.${others}`;
}

const OTHERS = "Contracts that packages of npm ship are tried in the same way: [corpus-npm.md](corpus-npm.md).";

const GENERATED = `CPU seconds and memory are those of \`specwright generate\` for everything: types, validators,
server, client and tools. Errors are those of \`tsc --strict\` with each version, without and with
\`exactOptionalPropertyTypes\`; findings those of this project's lint rules; loaded means that server, client and
tools were imported by Node 20, 22 and 24.`;
const GENERATED_HEAD = [
  ...["document", "OpenAPI", "kB", "operations", "generated", "CPU s", "MB"],
  ...["errors 5.5", "5.9", "6", "7", "lint findings", "loads on Node"],
];

const MESSAGES = `Valid messages, made from the schemas, go from the generated client over a socket to the generated
server's handler and back, one for each status and media type; an operation counts when at least one was sent and all
arrived unchanged at both ends. Spoilt messages (a property dropped, another type, outside an enumeration, a foreign
content type, ...) must be refused in the contract's shape before the handler runs; spoilt replies before a byte of
them is sent.`;
const MESSAGES_HEAD = [
  ...["document", "booted", "operations sent", "unchanged", "exchanges"],
  ...["spoilt requests refused", "spoilt replies refused", "CPU s"],
];

const REASONS = `What was not sent is no fault that was seen, but a proof that is missing:

- *no valid value found*: of 24 proposals by json-schema-faker ajv accepted none, or all were larger than 200 kB. An
  operation whose other messages arrived unchanged counts as unchanged.
- *no value that can be carried*: HTTP has no form for such a value in that place (an empty list in a query), or
  decides on it itself (\`Content-Length\`).
- *no request that is not valid for an earlier operation*: the contract has two operations of one method and path, told
  apart by a fragment that HTTP does not send; this request would be taken for the first one's.
- *must be one of*, of the property of a discriminator: to JSON Schema any text is valid there, but a parent stands for
  the schemas that its discriminator names, and refuses others ([why](decisions/0008-discriminators.md)).`;

const PEERS = `CPU seconds, MB and errors of \`tsc --strict\` (TypeScript 5.9) on the same documents. openapi-typescript
makes types alone, the others types and a client; with these settings none makes validators or a server.`;

function generatedRow(result: DocumentResult): string[] {
  const { generated, errors } = result;
  const count = (version: string): string =>
    [version, `${version} exact`].map((key) => errors[key]?.length ?? "-").join(" / ");
  return [
    ...[result.name, result.version, String(result.kilobytes), String(result.operations)],
    generated.exitCode === 0 ? "yes" : "no",
    ...[generated.cpuSeconds.toFixed(2), (generated.peakMegabytes ?? NaN).toFixed(0)],
    ...["5.5", "5.9", "6", "7"].map(count),
    String(result.findings.length),
    result.loadFaults.length === 0 ? "all" : result.loadFaults.join("; "),
  ];
}

function messagesRow({ name, proof, proofUsage }: DocumentResult): string[] {
  if (proof === undefined) return [name, "no", "-", "-", "-", "-", "-", "-"];
  const refused = (isReply: boolean): string => {
    const counts = Object.entries(proof.spoilt).filter(([spoiling]) => spoiling.startsWith("reply ") === isReply);
    const sum = (key: "made" | "refused"): number => counts.reduce((total, [, count]) => total + count[key], 0);
    return `${sum("refused")} of ${sum("made")}`;
  };
  return [
    ...[name, "yes", String(proof.operations), String(proof.roundTripped), String(proof.exchanges)],
    ...[refused(false), refused(true), proofUsage.cpuSeconds.toFixed(0)],
  ];
}

function browserLine(browser: BrowserProof | string): string {
  if (typeof browser === "string") return `In a browser: not run, ${browser}.`;
  const sound = browser.calls - browser.faults.length;
  const faults = browser.faults.map((fault) => `\n- ${fault}`).join("");
  const calls = `${sound} of ${browser.calls} calls of petstore3`;
  return `In a browser (Chromium), ${calls} gave the page what the handler gave.${faults}`;
}

/** Every number that is below its aim, with its reason. */
function explained(results: readonly DocumentResult[]): string {
  const lines = results.flatMap((result) =>
    [
      ...Object.entries(result.errors).flatMap(([key, errors]) =>
        errors.slice(0, 3).map((error) => `TypeScript ${key}: ${error}`),
      ),
      ...result.findings.slice(0, 5),
      ...result.loadFaults,
      ...(result.proof?.faults.slice(0, 10) ?? ["the server did not boot"]),
      ...obstacles(result.proof?.obstacles ?? []),
    ].map((text) => `- ${result.name}: ${text.replaceAll(process.cwd(), ".").slice(0, 300)}`),
  );
  return lines.length === 0 ? "Nothing is." : lines.join("\n");
}

/** What was not sent, each reason once with where it was met. */
function obstacles(all: readonly string[]): string[] {
  const places = new Map<string, string[]>();
  for (const obstacle of all) {
    const [, place = "", reason = obstacle] = /^(\S+ \S+): (.*)$/s.exec(obstacle) ?? [];
    places.set(reason, [...(places.get(reason) ?? []), place]);
  }
  return [...places].map(([reason, found]) => {
    const more = found.length > 2 ? ` and ${found.length - 2} more` : "";
    return `not sent: ${reason} (${found.slice(0, 2).join(", ")}${more})`;
  });
}

function peersTable(results: readonly DocumentResult[]): string {
  const names = [...new Set(results.flatMap(({ peers: found }) => found.map(({ peer }) => peer)))];
  const rows = results.map(({ name, peers: found, generated }) => [
    name,
    `${generated.cpuSeconds.toFixed(2)} / ${(generated.peakMegabytes ?? NaN).toFixed(0)}`,
    ...names.map((peer) => peerCell(found.find((candidate) => candidate.peer === peer))),
  ]);
  const head = [
    "document",
    "specwright, everything: CPU s / MB",
    ...names.map((name) => `${name}: CPU s / MB / errors`),
  ];
  return markdownTable(head, rows);
}

function peerCell(result: PeerResult | undefined): string {
  if (result === undefined) return "-";
  const { failure, cpuSeconds, megabytes, errors } = result;
  return failure === undefined ? `${cpuSeconds.toFixed(2)} / ${megabytes.toFixed(0)} / ${errors}` : "fails";
}
