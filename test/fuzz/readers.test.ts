import { PassThrough } from "node:stream";
import type { IncomingMessage } from "node:http";

import { describe, expect, it } from "vitest";

import { Contract } from "../../generator/document/contract.js";
import { ContractError } from "../../generator/document/contract-error.js";
import { readApi } from "../../generator/model/read-api.js";
import { EVENT_TYPES } from "../../server/jobspec/queue/vocabulary.js";
import { FileLedger } from "../../server/kernel/ledger/file-ledger.js";
import { LedgerError } from "../../server/kernel/ledger/ledger.js";
import { MemoryStorage } from "../../server/kernel/ports/memory-storage.js";
import { parseJsonBody, readBytes } from "../../templates/runtime/request-body.js";
import type { ParameterRule } from "../../templates/runtime/read-parameters.js";
import { readParameters } from "../../templates/runtime/read-parameters.js";
import type { Random } from "../simulation/random.js";
import { BODIES, CONTRACTS, PARAMETERS, RECORDS } from "./corpora.js";
import type { Fuzzed } from "./fuzz.js";
import { fuzz } from "./fuzz.js";

// INPUTS=1000000 for a night; SEED=17 INPUTS=1 replays one.
const FIRST = Number(process.env["SEED"] ?? 1);
const INPUTS = Number(process.env["INPUTS"] ?? 100_000);
const BODY_LIMIT_BYTES = 4096;

const READERS: readonly Fuzzed[] = [
  { name: "ledger", corpus: RECORDS, read: readLedger },
  { name: "contract", corpus: CONTRACTS, read: readContract },
  { name: "request body", corpus: BODIES, read: readBody },
  { name: "parameters", corpus: PARAMETERS, read: readQuery },
];

async function readLedger(text: string): Promise<string> {
  const storage = new MemoryStorage();
  storage.put("d/ledger.jsonl", Buffer.from(text));
  const eventTypes = new Set<string>(EVENT_TYPES);
  try {
    const ledger = await FileLedger.open({ storage, directory: "d", name: "ledger.jsonl", eventTypes });
    let events = 0;
    await ledger.replay(() => void events++);
    return `${events > 0 ? "events" : "no event"}, ${ledger.corrupt.length > 0 ? "corrupt" : "well"}`;
  } catch (fault) {
    if (fault instanceof LedgerError) return fault.code;
    throw fault;
  }
}

function readContract(text: string): string {
  const file = text.startsWith("{") ? "fuzz.json" : "fuzz.yaml";
  try {
    const contract = Contract.load(file, (name) => {
      if (name !== file) throw new Error("there is no other file");
      return text;
    });
    readApi(contract);
    return "read";
  } catch (fault) {
    if (!(fault instanceof ContractError)) throw fault;
    if (fault.place.line >= 1 && fault.place.column >= 1) return fault.code;
    throw new Error(`a place that is none: ${fault.message}`, { cause: fault });
  }
}

async function readBody(text: string, random: Random): Promise<string> {
  const bytes = Buffer.from(text, random.chance(50) ? "utf8" : "latin1");
  const parsed = parseJsonBody(bytes);
  if (random.chance(90)) return "fault" in parsed ? parsed.fault : "value";
  const stream = new PassThrough();
  const request = Object.assign(stream, { headers: {} });
  // The reader uses the stream and its headers only.
  const answer = readBytes(request as unknown as IncomingMessage, BODY_LIMIT_BYTES);
  const middle = random.below(bytes.length);
  stream.write(bytes.subarray(0, middle));
  if (random.chance(20)) stream.destroy();
  else stream.end(bytes.subarray(middle));
  const read = await answer;
  if ("fault" in read) return read.fault;
  if (!read.value.equals(bytes)) throw new Error("the body is not what was sent");
  return "bytes";
}

const RULES: readonly ParameterRule[] = [
  { in: "query", name: "list", style: "form", form: { items: "number" } },
  { in: "query", name: "more", style: "form", explode: true, form: { items: "string", single: "string" } },
  {
    in: "query",
    name: "filter",
    style: "deepObject",
    explode: true,
    form: { properties: { a: "number" }, rest: "string" },
  },
  { in: "query", name: "pipes", style: "pipeDelimited", form: { items: "boolean" } },
  { in: "query", name: "json", style: "json", form: "string" },
  { in: "query", name: "rest", style: "form", explode: true, form: { properties: { x: "string" }, rest: "string" } },
  { in: "path", name: "id", required: true, style: "simple", form: "string" },
  { in: "path", name: "matrix", style: "matrix", explode: true, form: { items: "string" } },
  { in: "header", name: "x-list", style: "simple", form: { properties: { a: "string" }, rest: "string" } },
  { in: "cookie", name: "session", style: "form", form: "string" },
];

function readQuery(text: string): string {
  const issues: unknown[] = [];
  const [query = "", path = "", header] = text.split("#");
  const raw = {
    query,
    path: new Map([
      ["id", path],
      ["matrix", `;matrix=${path}`],
    ]),
    header: () => header,
  };
  // Issues are only counted here.
  readParameters(RULES, raw, issues as never[]);
  return issues.length === 0 ? "read" : "issues";
}

describe("readers of what others write", () => {
  it.each(READERS)("$name: any text ends in an answer", { timeout: 60_000 + INPUTS * 10 }, async (reader) => {
    const answers = await fuzz(reader, FIRST, INPUTS);
    process.stdout.write(`fuzz ${reader.name}: ${INPUTS} inputs ${JSON.stringify(Object.fromEntries(answers))}\n`);
    // A corpus that leads to one answer only has stopped testing anything.
    if (INPUTS >= 1000) expect(answers.size).toBeGreaterThan(1);
  });
});
