import type { Issue } from "./issue.js";

/**
 * Faults that are kept in full; further ones are only counted, so that a hostile value cannot make a reply of
 * megabytes.
 */
const KEPT = 100;

/** A step of a JSON Pointer (RFC 6901), its slash included. */
export function pointerTo(key: string | number): string {
  return `/${String(key).replaceAll("~", "~0").replaceAll("/", "~1")}`;
}

/** Collects the faults that emitted checks find. Parts of a value are collectors of their own that share one list. */
export class Issues {
  readonly list: Issue[];
  readonly #root: Issues;
  readonly #parent: Issues | undefined;
  readonly #key: string | number;
  readonly #isAbsent: boolean;
  #count = 0;

  constructor(parent?: Issues, key: string | number = "", isAbsent = false) {
    this.list = parent === undefined ? [] : parent.list;
    this.#root = parent === undefined ? this : parent.#root;
    this.#parent = parent;
    this.#key = key;
    this.#isAbsent = isAbsent;
  }

  /** How many faults were found in the whole value, also those that `list` no longer holds. */
  get count(): number {
    return this.#root.#count;
  }

  get path(): string {
    if (this.#parent === undefined) return "";
    return this.#parent.path + pointerTo(this.#key);
  }

  /** Collects for the property or item `key` of this part. */
  at(key: string | number): Issues {
    return new Issues(this, key);
  }

  /** As `at` for a property that `object` must have: when it has not, any fault found becomes that one. */
  need(key: string, object: object): Issues {
    // Any object may be asked for any key.
    const value = Object.hasOwn(object, key) ? (object as Record<string, unknown>)[key] : undefined;
    return new Issues(this, key, value === undefined);
  }

  add(keyword: string, message: string): void {
    if (this.#isAbsent && this.#parent !== undefined) this.#parent.add("required", missingMessage(this.#key));
    else this.#put({ path: this.path, message, keyword });
  }

  /** Takes over the faults that another collector found for this same part. */
  adopt(found: Issues): void {
    const { path } = this;
    for (const issue of found.list) this.#put({ ...issue, path: path + issue.path });
  }

  #put(issue: Issue): void {
    this.#root.#count += 1;
    if (this.list.length >= KEPT) return;
    if (this.list.some(({ path, message }) => path === issue.path && message === issue.message)) return;
    this.list.push(issue);
  }
}

function missingMessage(key: string | number): string {
  return `must have property ${JSON.stringify(key)}`;
}

/** What a fault says: a phrase, or the values that are allowed. */
export type Expected = string | readonly unknown[];

/** Adds a fault after which nothing more can be said of the value. */
export function refuse(issues: Issues | undefined, keyword: string, expected: Expected): false {
  issues?.add(keyword, typeof expected === "string" ? expected : listMessage(expected));
  return false;
}

/** Adds a fault; true when the check is over because nobody collects. */
export function stop(issues: Issues | undefined, keyword: string, expected: Expected): boolean {
  refuse(issues, keyword, expected);
  return issues === undefined;
}

/** `stop` for a property that is not there. */
export function missing(issues: Issues | undefined, key: string): boolean {
  return stop(issues, "required", missingMessage(key));
}

function listMessage(values: readonly unknown[]): string {
  return `must be one of: ${values.map((value) => JSON.stringify(value)).join(", ")}`;
}

/**
 * An emitted check: true when `value` is valid; adds every fault to `issues`, or returns at the first when there is
 * none.
 */
export type Check = (value: unknown, issues?: Issues) => boolean;

/** What is known of a value that fits no branch, or too many, of `anyOf` or `oneOf`. */
export interface Branches {
  readonly keyword: "anyOf" | "oneOf";
  readonly checks: Readonly<Record<string, Check>>;
  /** The property whose value is the name of the branch, where there is one. */
  readonly tag?: string;
}

/**
 * Says why `value` is refused by `anyOf` or `oneOf`: with the faults of the branch that it is meant for, when just
 * one has the right type, constants and enumerated values; else with the names of the branches.
 */
export function explain(issues: Issues, value: unknown, { keyword, checks, tag }: Branches): void {
  const tried = Object.entries(checks).map(([name, check]) => {
    const found = new Issues();
    return { name, found, fits: check(value, found) };
  });
  const fitting = tried.filter(({ fits }) => fits);
  if (fitting.length > 1) return issues.add(keyword, `must match only one of: ${namesOf(fitting)}`);
  const tagged = tried.find(
    ({ name }) => tag !== undefined && name === (value as Record<string, unknown> | null)?.[tag],
  );
  const near = tagged === undefined ? tried.filter(({ found }) => !found.list.some(isFundamental)) : [tagged];
  if (near.length === 1 && near[0] !== undefined) issues.adopt(near[0].found);
  else issues.add(keyword, `must match one of: ${namesOf(near.length > 0 ? near : tried)}`);
}

function namesOf(branches: readonly { readonly name: string }[]): string {
  return branches.map(({ name }) => name).join(", ");
}

/**
 * The value is of another kind than the branch describes: another type, or another constant in it or one level below.
 */
function isFundamental({ path, keyword }: Issue): boolean {
  if (keyword === "type") return path === "";
  return (keyword === "const" || keyword === "enum") && path.lastIndexOf("/") <= 0;
}
