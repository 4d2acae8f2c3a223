import { comparisonWithin } from "../compatibility/compare-contracts.js";
import { ContractError } from "../document/contract-error.js";
import type { Contract, ReadFile } from "../document/contract.js";
import { refuseEndless } from "../emit/refuse.js";
import { gravestFirst, type Finding } from "../findings/finding.js";
import { loadContract, type ContractFiles } from "../load-contract.js";
import type { Api } from "../model/api.js";
import { methodsOf, readApi } from "../model/read-api.js";
import { duplicateKeys } from "./duplicate-keys.js";
import { examineContract } from "./examine-contract.js";
import type { Step } from "../step.js";
import { schemasWithin } from "./schemas-within.js";
import type { ApiSubject, DocumentSubject, LintRule, RawOperation } from "./rule.js";
import { API_RULES, DOCUMENT_RULES } from "./rules/index.js";

/** The rule of what the generator refuses. */
export const invalid = {
  id: "invalid",
  severity: "error",
  summary: "The generator refuses the contract: it is no OpenAPI, or has what is not supported.",
} as const;

/**
 * What is wrong with a contract, gravest first. What keeps it from being read are findings too: the rules that would
 * have to read on say nothing then.
 */
export async function lintContract(
  files: ContractFiles,
  read: ReadFile,
  step: Step = () => undefined,
): Promise<Finding[]> {
  const texts = new Map<string, string>();
  const noting: ReadFile = (file) => {
    const text = read(file);
    texts.set(file, text);
    return text;
  };
  step("reading");
  const loaded = attempt(() => loadWhole(files, noting));
  const repeated = [...texts].flatMap(([file, text]) => duplicateKeys(file, text));
  const found = "findings" in loaded ? loaded.findings : await lintLoaded(loaded.value, step);
  // A parser that stops at a key that stands twice says no more than the rule does.
  const others = repeated.length > 0 && "findings" in loaded ? [] : found;
  return gravestFirst([...repeated, ...others]);
}

/** The contract, when all of its references lead somewhere. */
function loadWhole(files: ContractFiles, read: ReadFile): Contract {
  const contract = loadContract(files, read);
  // All that keeps it from being read is told at once.
  if (!contract.faults.isEmpty) contract.withinStack(() => readApi(contract, refuseEndless));
  return contract;
}

async function lintLoaded(contract: Contract, step: Step): Promise<Finding[]> {
  const found: Finding[] = [];
  const apply = <S>(rules: readonly LintRule<S>[], subject: S): void => {
    for (const rule of rules) {
      step(rule.id);
      found.push(...findings(rule, subject));
    }
  };
  const subject = attempt(() => documentSubject(contract));
  if ("findings" in subject) return subject.findings;
  apply(DOCUMENT_RULES, subject.value);
  step("operations and schemas");
  const api = attempt(() => contract.withinStack(() => readApi(contract, refuseEndless)));
  if ("findings" in api)
    return found.some(({ severity }) => severity === "error") ? found : [...found, ...api.findings];
  step("examples and alternatives");
  const whole = await attemptLater(() => apiSubject(subject.value, api.value));
  if ("findings" in whole) return [...found, ...whole.findings];
  apply(API_RULES, whole.value);
  return found;
}

/** What a rule finds, each fault once: an example is held against every schema that it is given for. */
function findings<S>(rule: LintRule<S>, subject: S): Finding[] {
  const found = rule.check(subject).map(({ what, at }): [string, Finding] => {
    const { address } = at;
    const pointer = address.slice(address.indexOf("#"));
    const finding = { rule: rule.id, severity: rule.severity, message: what, place: at.place, pointer };
    return [`${address} ${what}`, finding];
  });
  return [...new Map(found).values()];
}

function documentSubject(contract: Contract): DocumentSubject {
  const { root } = contract;
  const operations = (root.get("paths")?.patterned() ?? []).flatMap(([path, reference]): RawOperation[] => {
    const item = contract.resolve(reference);
    return methodsOf(item).map(([method, cursor]) => ({ path, method, cursor, item }));
  });
  return { contract, root, operations };
}

async function apiSubject(subject: DocumentSubject, api: Api): Promise<ApiSubject> {
  const schemas = schemasWithin(api);
  const { normal, proofs } = comparisonWithin(api);
  const { verdicts, unions } = await examineContract({ ...subject, api, schemas, normal });
  return { ...subject, api, schemas, normal, proofs, verdicts, unions };
}

type Attempt<T> = { readonly value: T } | { readonly findings: Finding[] };

function attempt<T>(act: () => T): Attempt<T> {
  try {
    return { value: act() };
  } catch (error) {
    return { findings: refusal(error) };
  }
}

async function attemptLater<T>(act: () => Promise<T>): Promise<Attempt<T>> {
  try {
    return { value: await act() };
  } catch (error) {
    return { findings: refusal(error) };
  }
}

function refusal(error: unknown): Finding[] {
  if (!(error instanceof ContractError)) throw error;
  const { id: rule, severity } = invalid;
  return error.faults.map(({ reason, place }) => ({ rule, severity, message: reason, place, pointer: "#" }));
}
