import type { ClaimConflict, ConflictReason } from "../../../../generated/worker/types.js";
import type { ClaimFault, Refused } from "../../queue/command.js";
import type { ClaimRefusal } from "./context.js";

/** A reply to a message that the queue's rules refuse. */
export type RefusalReply =
  | { readonly status: 400; readonly body: { readonly error: string } }
  | { readonly status: 404; readonly body: { readonly error: string } }
  | { readonly status: 409; readonly body: ClaimConflict };

const REASONS: Readonly<Record<ClaimFault, ConflictReason>> = {
  fenced: "fenced",
  "lease-expired": "lease_expired",
  cancelled: "cancelled",
  ended: "ended",
};

/** The reply to a refused message; one whose claim does not hold is told to `onRefused` as well. */
export function refusalReply(
  { reason, message: error }: Refused,
  about: Omit<ClaimRefusal, "reason">,
  onRefused: (refusal: ClaimRefusal) => void,
): RefusalReply {
  switch (reason) {
    case "not-found":
      return { status: 404, body: { error } };
    case "fenced":
    case "lease-expired":
    case "cancelled":
    case "ended":
      onRefused({ ...about, reason: REASONS[reason] });
      return { status: 409, body: { error, reason: REASONS[reason] } };
    default:
      return { status: 400, body: { error } };
  }
}
