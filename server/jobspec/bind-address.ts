import { isIP } from "node:net";

import { goQuote } from "../kernel/ledger/go-quote.js";
import { isLoopbackHost } from "./mutation-policy.js";

/** Where the daemon listens. */
export interface BindAddress {
  readonly host: string;
  /** 0 lets the system choose. */
  readonly port: number;
}

/** The address would let other machines in, or is none. */
export class BindError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "BindError";
  }
}

/** Reads `host:port`, `[ipv6]:port` or a bare loopback address (any port); throws {@link BindError} otherwise. */
export function parseBindAddress(text: string): BindAddress {
  const match = /^(?:\[([^\]]*)\]|([^:]*)):(\d*)$/.exec(text);
  const host = match?.[1] ?? match?.[2] ?? text;
  if (!isLoopbackHost(host)) throw new BindError(`daemon bind address is not loopback: ${goQuote(text)}`);
  if (match === null && isIP(text) === 0 && text !== "localhost") {
    throw new BindError(`daemon bind address has no port: ${goQuote(text)}`);
  }
  const port = Number(match?.[3] ?? 0);
  if (port > 65_535) throw new BindError(`daemon bind address has no valid port: ${goQuote(text)}`);
  return { host, port };
}

/** `host:port` as a URL has it. */
export function authorityOf(host: string, port: number): string {
  return host.includes(":") ? `[${host}]:${port}` : `${host}:${port}`;
}
