import type { webhooks } from "./openapi.js";
import type {
  NewPetWebhookReply,
  NewPetWebhookRequest,
  OnEventCallbackReply,
  OnEventCallbackRequest,
} from "./types.js";

export const sent: OnEventCallbackRequest = { headers: { "X-Signature": "s" }, body: { type: "t" } };
export const gone: OnEventCallbackReply = { status: 410 };
// The server sends it, with what is read-only to callers.
export const pet: NewPetWebhookRequest = { body: { id: 1, name: "Rex" } };
export const done: NewPetWebhookReply = { status: 200, body: { ok: true } };
export type PetBody = webhooks["newPet"]["post"]["requestBody"]["content"]["application/json"];
// @ts-expect-error An event has a type.
export const wrong: OnEventCallbackRequest = { headers: { "X-Signature": "s" }, body: {} };

import { isNewPetWebhookRequestBody, isOnEventCallbackRequestBody } from "./messages.js";

/** What a receiver does with a parsed body. */
export function idOf(body: unknown): number | undefined {
  if (isOnEventCallbackRequestBody(body)) return undefined;
  return isNewPetWebhookRequestBody(body) ? body.id : undefined;
}
