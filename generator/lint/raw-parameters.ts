import type { Contract } from "../document/contract.js";
import type { Cursor } from "../document/cursor.js";
import type { RawOperation } from "./rule.js";

/** The parameters of an operation and those of its path item that it does not replace, references followed. */
export function parametersOf(contract: Contract, { cursor, item }: RawOperation): Cursor[] {
  const all = [...ownParameters(contract, item), ...ownParameters(contract, cursor)];
  return [...new Map(all.map((parameter) => [keyOf(parameter), parameter])).values()];
}

/** The parameters in the list of an operation or a path item. */
export function ownParameters(contract: Contract, owner: Cursor): Cursor[] {
  const list = owner.get("parameters")?.items() ?? [];
  return list.map((reference) => contract.resolve(reference)).filter(({ isObject }) => isObject);
}

function keyOf(parameter: Cursor): string {
  return `${String(parameter.get("in")?.value)} ${String(parameter.get("name")?.value)}`;
}
