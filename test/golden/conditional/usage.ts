import type { Payment, Receipt, TextOrCount } from "./types.js";

export const card: Payment = { kind: "card", number: "1" };
export const bank: Payment = { kind: "bank", iban: "1" };
// @ts-expect-error neither of the two
export const neither: Payment = { kind: "card" };

export const mail: Receipt = { type: "mail", address: "a" };
export const none: Receipt = { type: "none" };

export function accountOf(payment: Payment): string {
  return "number" in payment ? payment.number : payment.iban;
}

export const values: TextOrCount[] = ["ab", 1];
// @ts-expect-error neither a text nor a count
export const wrong: TextOrCount = true;
