import { randomBytes } from "node:crypto";

/** Where unguessable values come from. */
export interface Identifiers {
  /** A fresh random value of 128 bits or more, safe in a header and in a file name. */
  token(): string;
}

/** Random values of this machine. */
export const systemIdentifiers: Identifiers = {
  token: () => randomBytes(24).toString("base64url"),
};
