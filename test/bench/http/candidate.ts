import type { Server } from "node:http";
import type { AddressInfo } from "node:net";

/** A server that listens on a port of the loopback interface. */
export interface Running {
  readonly port: number;
  stop(): Promise<void>;
}

/** One way to serve POST /v1/jobs and GET /v1/health. */
export interface Candidate {
  readonly name: string;
  /** True when a job without a known type is refused with 400. */
  readonly validates: boolean;
  start(): Promise<Running>;
}

export const HOST = "127.0.0.1";

/** Listens on a free port. */
export function listen(server: Server): Promise<Running> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, HOST, () => {
      const { port } = server.address() as AddressInfo; // a TCP server has an address object once it listens
      resolve({ port, stop: () => stop(server) });
    });
  });
}

function stop(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => {
      resolve();
    });
    server.closeAllConnections();
  });
}
