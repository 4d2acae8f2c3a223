import type { JSONPathQuery } from "json-p3";
import type { Json } from "../json.js";
import type { Place } from "./suite-error.js";

/** A level of JobSpec: 1 Observe, 2 Enqueue, 3 Execute, 4 Project. */
export type Level = 1 | 2 | 3 | 4;

/** One promise of JobSpec, and the exchanges that show whether it is kept. */
export interface Case {
  /** `<level>.<topic>.<name>`; level and topic come from the name of the file. */
  readonly id: string;
  readonly level: Level;
  readonly title: string;
  readonly place: Place;
  /** The sentences it rests on. */
  readonly basis: readonly Basis[];
  readonly needs: ReadonlySet<Need>;
  readonly steps: readonly Step[];
}

/** A sentence, and where it stands. */
export interface Basis {
  readonly source: BasisSource;
  readonly text: string;
}

/** `page` is the specification page of JobSpec v0, `recorded` names an exchange recorded from the reference daemon. */
export type BasisSource = "contract" | "worker" | "page" | "recorded";

/** What a run must offer for a case to be observable. */
export type Need = "worker" | Control;

/** What a command on the command line does to the daemon; afterwards it runs again. */
export type Control = "restart" | "kill" | "damage";

export type Step = SendStep | CheckStep | ControlStep | VerifyStep;

/** A request, and what must be true of the reply. */
export interface SendStep {
  readonly kind: "send";
  readonly place: Place;
  readonly target: RequestTarget;
  readonly credentials: Credentials | undefined;
  readonly parameters: { readonly path: Fields; readonly query: Fields; readonly headers: Fields };
  readonly body: Body | undefined;
  /** How often the request is sent at the same time; each has its number as `${n}`. */
  readonly times: number | undefined;
  /** Run while the reply is waited for. */
  readonly meanwhile: readonly Step[];
  /** The connection is closed when the request is written; there is no reply to look at. */
  readonly cut: boolean;
  /** Sent again until the expectation holds, for at most so long. */
  readonly withinMs: number | undefined;
  /** What else the case depends on; when it does not hold, the case is not observable. */
  readonly assume: Expectation | undefined;
  readonly expect: Expectation | undefined;
  readonly save: readonly Saved[];
}

/** An operation of a contract by its id, or a method and a path of the daemon. */
export type RequestTarget =
  | { readonly kind: "operation"; readonly id: string }
  | { readonly kind: "path"; readonly method: string; readonly path: string };

/**
 * `token` is the contract's header, `bearer` the other scheme. The rest are tokens that are not the daemon's: `wrong`
 * altogether, or the daemon's without its last character, with another last character, with small letters for large.
 */
export type Credentials = "token" | "bearer" | "wrong" | "shortened" | "altered" | "other-case" | "none";

/** Names and templates; null takes a header away that would be sent otherwise. */
export type Fields = ReadonlyMap<string, Json>;

/**
 * The bytes to send: a value as JSON, a text as it is, bytes, a value with spaces behind it up to a size, or a value in
 * which `${fill}` is a text of so many bytes.
 */
export type Body =
  | { readonly kind: "json"; readonly value: Json }
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "hex"; readonly hex: string }
  | { readonly kind: "padded" | "filled"; readonly bytes: number; readonly value: Json };

/** What must be true of a reply; what is not named may be anything that the contract allows. */
export interface Expectation {
  readonly status: Expected | undefined;
  readonly headers: ReadonlyMap<string, Expected>;
  readonly body: readonly Finding[];
}

/** A query (RFC 9535), and what it must find: the value for a singular query, else the list of values. */
export interface Finding {
  readonly place: Place;
  readonly query: Query;
  readonly expected: Expected;
}

/** A query, its variables not yet filled in. `constant` is there when it has none. */
export interface Query {
  readonly text: string;
  readonly constant: JSONPathQuery | undefined;
}

export interface Saved {
  readonly name: string;
  readonly query: Query;
  /** Where the value comes from. */
  readonly from: "body" | "headers";
}

/** Variables compared with each other. */
export interface CheckStep {
  readonly kind: "check";
  readonly place: Place;
  readonly findings: readonly Finding[];
}

export interface ControlStep {
  readonly kind: "control";
  readonly place: Place;
  readonly control: Control;
}

/** A comparison of several replies that is too long to be written as data. */
export interface VerifyStep {
  readonly kind: "verify";
  readonly place: Place;
  readonly name: Verification;
}

export type Verification = "status-follows-events";

/** A value to compare with: itself, or what a tag says about it; both may hold others. */
export type Expected = Matcher | null | boolean | number | string | readonly Expected[] | ExpectedMembers;

export interface ExpectedMembers {
  readonly [name: string]: Expected;
}

/** What a tag such as `!match` demands. */
export class Matcher {
  readonly name: MatcherName;
  readonly argument: Expected;

  constructor(name: MatcherName, argument: Expected) {
    this.name = name;
    this.argument = argument;
  }
}

export const MATCHER_NAMES = [
  "absent",
  "present",
  "optional",
  "match",
  "not",
  "in",
  "includes",
  "prefix",
  "count",
  "above",
  "least",
  "most",
  "next",
  "type",
  "each",
  "distinct",
  "same",
  "apart",
  "ascending",
] as const;

export type MatcherName = (typeof MATCHER_NAMES)[number];
