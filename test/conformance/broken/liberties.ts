/** What an implementation may do otherwise, in sets of what one implementation can have together. */
export const LIBERTIES = {
  "in its own way": [
    ...(["slow", "other-ids", "more-members", "other-texts", "offset-times", "allow-order"] as const),
    ...(["refuses-with-500", "short-rows", "lagging", "no-pages", "no-failpoints", "large-bodies", "charset"] as const),
  ],
  "with no more than it must": [
    ...(["bare", "quoted-ids", "fine-times", "closes", "early-refusal", "allow-all", "no-failpoints"] as const),
    ...(["eager-expiry", "lenient-cursor", "strict-ids", "busy"] as const),
  ],
  "with more than others": [
    ...(["projection-events", "in-pieces", "other-headers", "head-answered", "redirects", "counted-ids"] as const),
    ...(["leases-in-queue-only", "reply-lags", "damaged-refuses", "expiry-fences", "more-provenance"] as const),
    "unknown-is-400",
  ],
} as const;

export type Liberty = (typeof LIBERTIES)[keyof typeof LIBERTIES][number];
