import { duplicateKey } from "../../generator/lint/duplicate-keys.js";
import { invalid } from "../../generator/lint/lint-contract.js";
import { API_RULES, DOCUMENT_RULES } from "../../generator/lint/rules/index.js";

/** Rules that are files of their own, in the order of the documentation. */
export const FILED_RULES = [...DOCUMENT_RULES, ...API_RULES].map(({ id, severity, summary }) => ({
  id,
  severity,
  summary,
}));

/** All that `specwright lint` may tell of. */
export const ALL_RULES = [duplicateKey, invalid, ...FILED_RULES];
