import type { Cursor } from "../document/cursor.js";
import type { SecurityRequirement } from "../model/security-scheme.js";
import type { ContractPair, ContractSide } from "./pairs.js";

/** Credentials that are enough in one contract and not in the other. */
export interface Alternative {
  readonly alternative: SecurityRequirement;
  /** True when with further scopes they would be enough. */
  readonly isScope: boolean;
}

/** Old alternatives that are not enough for any of the new ones. */
export function lostAlternatives(
  sides: ContractPair,
  old: readonly SecurityRequirement[],
  now: readonly SecurityRequirement[],
): Alternative[] {
  return withoutMatch(old, now, { have: sides.old, ask: sides.new });
}

/** New alternatives that were not enough for any of the old ones. */
export function gainedAlternatives(
  sides: ContractPair,
  old: readonly SecurityRequirement[],
  now: readonly SecurityRequirement[],
): Alternative[] {
  return withoutMatch(now, old, { have: sides.new, ask: sides.old });
}

interface Roles {
  readonly have: ContractSide;
  readonly ask: ContractSide;
}

function withoutMatch(
  list: readonly SecurityRequirement[],
  others: readonly SecurityRequirement[],
  roles: Roles,
): Alternative[] {
  return list
    .filter((alternative) => !others.some((other) => isEnough(alternative, other, { ...roles, scopes: true })))
    .map((alternative) => ({
      alternative,
      isScope: others.some((other) => isEnough(alternative, other, { ...roles, scopes: false })),
    }));
}

/** True when whoever has the credentials `have` can do what `ask` demands. */
function isEnough(
  have: SecurityRequirement,
  ask: SecurityRequirement,
  { scopes, ...roles }: Roles & { readonly scopes: boolean },
): boolean {
  return [...ask].every(([name, wanted]) =>
    [...have].some(
      ([other, granted]) =>
        isSameScheme(roles, other, name) && (!scopes || wanted.every((scope) => granted.includes(scope))),
    ),
  );
}

/**
 * Schemes of one name are one, a change of it being told of for itself. One that is sent as another was, and has its
 * place, is the same under another name; two that stand beside each other are not.
 */
function isSameScheme({ have, ask }: Roles, name: string, other: string): boolean {
  if (name === other) return true;
  const [here, there] = [schemesOf(have), schemesOf(ask)];
  const [a, b] = [here.get(name), there.get(other)];
  if (a === undefined || b === undefined || (here.has(other) && there.has(name))) return false;
  return wireForm(a) === wireForm(b);
}

function wireForm(scheme: Cursor): string {
  const words = ["type", "scheme", "in", "name", "openIdConnectUrl", "flows"];
  return JSON.stringify(words.map((word) => scheme.get(word)?.value ?? null)).toLowerCase();
}

/** `bearer + apiKey`, with scopes in brackets. */
export function nameOf(alternative: SecurityRequirement): string {
  const names = [...alternative].map(([name, scopes]) =>
    scopes.length === 0 ? name : `${name} (${scopes.join(", ")})`,
  );
  return names.length === 0 ? "no credentials" : names.join(" + ");
}

/** Declared security schemes by name. */
export function schemesOf({ contract }: ContractSide): Map<string, Cursor> {
  const schemes = contract.root.get("components")?.get("securitySchemes")?.entries() ?? [];
  return new Map(schemes.map(([name, scheme]) => [name, contract.resolve(scheme)]));
}

/** An OAuth flow of a scheme that both contracts declare. */
export interface FlowPair {
  /** `petstore_auth/implicit`. */
  readonly name: string;
  readonly old: Cursor | undefined;
  readonly new: Cursor | undefined;
}

export function flowsOf({ old, new: now }: ContractPair): FlowPair[] {
  const after = schemesOf(now);
  return [...schemesOf(old)].flatMap(([name, scheme]) => {
    const [before, current] = [scheme.get("flows"), after.get(name)?.get("flows")];
    if (before === undefined || current === undefined) return [];
    const kinds = new Set([...before.entries(), ...current.entries()].map(([kind]) => kind));
    return [...kinds].map((kind) => ({ name: `${name}/${kind}`, old: before.get(kind), new: current.get(kind) }));
  });
}

export function scopesOf(flow: Cursor): Map<string, Cursor> {
  return new Map(flow.get("scopes")?.entries() ?? []);
}
