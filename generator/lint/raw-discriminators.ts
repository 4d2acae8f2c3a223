import type { Contract } from "../document/contract.js";
import { ContractError } from "../document/contract-error.js";
import type { Cursor } from "../document/cursor.js";

/** Entries of the mapping of an object's discriminator. */
export function mappingsOf(object: Cursor): [value: string, target: Cursor][] {
  const discriminator = object.get("discriminator");
  const mapping = discriminator?.isObject === true ? discriminator.get("mapping") : undefined;
  return mapping?.isObject === true ? mapping.entries().filter(([, { value }]) => typeof value === "string") : [];
}

/** The schema of a mapping's value, which is a component's name or a URI reference (OpenAPI 3.1 section 4.8.25). */
export function mappedSchema(contract: Contract, target: Cursor): Cursor | undefined {
  const named = contract.root.get("components")?.get("schemas")?.get(target.string());
  if (named !== undefined) return named;
  try {
    return contract.target(target);
  } catch (error) {
    if (error instanceof ContractError) return undefined;
    throw error;
  }
}

export function leadsNowhere(contract: Contract, target: Cursor): boolean {
  return mappedSchema(contract, target) === undefined;
}
