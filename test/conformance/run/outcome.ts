import type { Basis, Case, Level, Need } from "../suite/case.js";
import type { Place } from "../suite/suite-error.js";
import type { Reply, WireRequest } from "./exchange.js";

/** How a case ended. `observable` is false when nothing could be seen, which is no fault of the daemon. */
export type Outcome =
  | { readonly kind: "passed" }
  | { readonly kind: "failed"; readonly failure: Failure }
  | { readonly kind: "not-observable"; readonly reason: string };

/** What was asked, expected and got. */
export interface Failure {
  /** The step of the case file; undefined for a reply that breaks the contract. */
  readonly place?: Place | undefined;
  readonly request?: WireRequest | undefined;
  readonly reply?: Reply | undefined;
  readonly expected: string;
  readonly got: string;
}

/** A shorter secret is a part of ordinary words, and only hidden where it stands alone. */
const SECRET_CHARACTERS = 8;

/** A text without a secret. */
function hider(secret: string): (text: string) => string {
  const forms = [secret, encodeURIComponent(secret)].map((form) => form.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  const either = forms.join("|");
  const isShort = secret.length < SECRET_CHARACTERS;
  const pattern = new RegExp(isShort ? `(?<![\\w-])(?:${either})(?![\\w-])` : either, "g");
  return (text) => text.replace(pattern, "***");
}

/** The same without a secret that was sent, in whatever part of it. */
export function withoutSecret(outcome: Outcome | undefined, secret: string): Outcome | undefined {
  if (outcome?.kind !== "failed" || secret === "") return outcome;
  const { request, reply, expected, got } = outcome.failure;
  const hide = hider(secret);
  const hideBody = (body: Uint8Array): Uint8Array => Buffer.from(hide(Buffer.from(body).toString("utf8")));
  const hidden = {
    ...(request === undefined
      ? {}
      : {
          request: {
            ...{ method: request.method, path: hide(request.path), headers: {}, told: request.told?.map(hide) },
            body: request.body && hideBody(request.body),
          },
        }),
    ...(reply === undefined
      ? {}
      : { reply: { ...reply, text: hide(reply.text), headers: hideAll(reply.headers, hide) } }),
  };
  return { kind: "failed", failure: { ...outcome.failure, ...hidden, expected: hide(expected), got: hide(got) } };
}

function hideAll(headers: Reply["headers"], hide: (text: string) => string): Reply["headers"] {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, hide(value)]));
}

/** A case or, for `contract.*`, all replies of one operation; and how it ended. */
export interface Result {
  readonly id: string;
  readonly level: Level;
  readonly title: string;
  readonly basis: readonly Basis[];
  readonly needs: readonly Need[];
  /** Undefined when the level is not claimed. */
  readonly outcome: Outcome | undefined;
  /** Listed as known to fail: it counts as passed when it fails. */
  readonly isKnownFailing: boolean;
  readonly durationMs: number;
}

/** The result of a case that has ended, or was not run. */
export function resultOf(one: Case, outcome: Outcome | undefined, durationMs: number): Omit<Result, "isKnownFailing"> {
  const { id, level, title, basis, needs } = one;
  return { id, level, title, basis, needs: [...needs], outcome, durationMs };
}
