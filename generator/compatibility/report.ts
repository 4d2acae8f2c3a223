import type { Cursor } from "../document/cursor.js";
import { gravestFirst, isAtLeast, type Finding, type Severity } from "../findings/finding.js";
import type { Direction } from "../model/direction.js";
import type { ContractPair } from "./pairs.js";
import { severitiesOf, type Change, type Rule } from "./rule.js";

/** What a change is a part of, for messages. */
export interface Where {
  /** `POST /pets, request body`; empty for the contract as a whole. */
  readonly where: string;
  readonly direction: Direction;
  /** The nearest thing that the new contract has. */
  readonly near?: Cursor | undefined;
  /** The gravest that a change can be here; left out, as grave as its rule says. */
  readonly most?: Severity | undefined;
}

/** A finding that has not been placed yet: positions cost, and most changes are met several times. */
interface Unplaced {
  readonly rule: string;
  readonly severity: Severity;
  readonly message: string;
  readonly cursor: Cursor;
  /** Where in the new contract it would be, when `cursor` is in the old one. */
  readonly nearest: Cursor | undefined;
}

/** Collects what the rules find. The same change at the same place, met in both directions, is kept as the graver. */
export class Report {
  readonly #root: Cursor;
  readonly #found = new Map<string, Unplaced>();

  constructor({ new: now }: ContractPair) {
    this.#root = now.contract.root;
  }

  run<P>(rules: readonly Rule<P>[], pair: P, where: Where): void {
    for (const rule of rules) for (const change of rule.check(pair)) this.add(rule, change, where);
  }

  add(
    rule: Rule<never>,
    { what, at, was }: Change,
    { where, direction, near = this.#root, most = "error" }: Where,
  ): void {
    const own = severitiesOf(rule)[direction];
    if (own === undefined) return;
    const severity = isAtLeast(own, most) ? most : own;
    const cursor = was ?? at ?? near;
    const nearest = was === undefined ? undefined : near;
    const key = `${rule.id} ${nearest === undefined} ${cursor.address} ${what}`;
    const known = this.#found.get(key);
    if (known !== undefined && isAtLeast(known.severity, severity)) return;
    const message = where === "" ? what : `${where}: ${what}`;
    this.#found.set(key, { rule: rule.id, severity, message, cursor, nearest });
  }

  /** Gravest first, then as they were found. */
  findings(): Finding[] {
    return gravestFirst([...this.#found.values()].map(place));
  }
}

function place({ cursor, nearest, ...finding }: Unplaced): Finding {
  const { address } = cursor;
  return {
    ...finding,
    place: cursor.place,
    pointer: address.slice(address.indexOf("#")),
    ...(nearest === undefined ? {} : { nearest: nearest.place }),
  };
}
