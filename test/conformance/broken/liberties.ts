/** What an implementation may do otherwise, in sets of what one implementation can have together. */
export const LIBERTIES = {
  "with more than it must": [
    ...(["slow", "lagging", "reply-lags", "other-ids", "more-members", "more-provenance", "other-texts"] as const),
    ...(["projection-events", "leases-in-queue-only", "offset-times", "allow-order", "charset", "no-pages"] as const),
    ...(["refuses-with-500", "no-failpoints", "short-rows", "large-bodies"] as const),
  ],
  "with no more than it must": [
    ...(["bare", "quoted-ids", "counted-ids", "fine-times", "closes", "early-refusal", "allow-all"] as const),
    ...([
      "head-answered",
      "options-answered",
      "redirects",
      "in-pieces",
      "other-headers",
      "eager-expiry",
      "expiry-fences",
    ] as const),
    ...(["lenient-cursor", "strict-ids", "busy", "damaged-refuses", "unknown-is-400"] as const),
  ],
} as const;

export type Liberty = (typeof LIBERTIES)[keyof typeof LIBERTIES][number];
