import type { IncomingMessage } from "node:http";

/** Names what a request asks to fail; only read when failpoints are switched on. */
export const FAILPOINT_HEADER = "x-agentops-failpoint";

/** What handlers know of a request beside its contract. */
export interface JobspecContext {
  /** `host:port` of the TCP peer. */
  readonly peer: string;
  /** Value of the failpoint header; undefined when there is none or failpoints are off. */
  readonly failpoint: string | undefined;
}

/** How to tell who sent a request. */
export type PeerOf = (request: IncomingMessage) => string;

/** The peer of the TCP connection; nothing a client can write into a header counts. */
export const socketPeer: PeerOf = ({ socket }) => {
  const { remoteAddress = "", remotePort = 0 } = socket;
  return remoteAddress.includes(":") ? `[${remoteAddress}]:${remotePort}` : `${remoteAddress}:${remotePort}`;
};

/** Makes the context of a request. */
export function createContext(request: IncomingMessage, peerOf: PeerOf, failpoints: boolean): JobspecContext {
  const header = failpoints ? request.headers[FAILPOINT_HEADER] : undefined;
  return { peer: peerOf(request), failpoint: typeof header === "string" ? header : undefined };
}
