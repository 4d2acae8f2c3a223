import { connect, type Socket } from "node:net";
import { HOST } from "./candidate.js";

/** A server did what none of the benchmarked may do. */
export class LoadError extends Error {
  override readonly name = "LoadError";
}

/** Head and body of a reply, as they came. */
export interface BareReply {
  readonly status: number;
  readonly text: string;
  readonly body: string;
}

const LENGTH = /\r\ncontent-length: (\d+)\r\n/i;

/**
 * One connection with one request in flight, on a bare socket, parsing no more than status and length: a load
 * generator that speaks all of HTTP costs about as much per request as a bare `node:http` server (autocannon 24 µs
 * where this takes 17 and the server 29), and would hold the fast candidates back.
 */
export class BareConnection {
  readonly #socket: Socket;
  #received = "";
  #answer: (reply: BareReply) => void = () => undefined;
  #fail: (fault: LoadError) => void = () => undefined;

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.on("data", (chunk) => {
      this.#take(chunk.toString("latin1"));
    });
    socket.once("close", () => {
      this.#fail(new LoadError("the server closed a connection"));
    });
  }

  static open(port: number): Promise<BareConnection> {
    return new Promise((resolve, reject) => {
      const socket = connect({ port, host: HOST, noDelay: true }, () => {
        resolve(new BareConnection(socket));
      });
      socket.once("error", reject);
    });
  }

  /** Sends a request and calls back with its reply; `fail` is called when there will be none. */
  send(request: Uint8Array | string, answer: (reply: BareReply) => void, fail: (fault: LoadError) => void): void {
    this.#answer = answer;
    this.#fail = fail;
    this.#socket.write(request);
  }

  /** The same as a promise, which costs a little more. */
  exchange(request: Uint8Array | string): Promise<BareReply> {
    return new Promise((resolve, reject) => {
      this.send(request, resolve, reject);
    });
  }

  close(): void {
    this.#socket.destroy();
  }

  #take(text: string): void {
    this.#received += text;
    const bodyAt = this.#received.indexOf("\r\n\r\n") + 4;
    if (bodyAt < 4) return;
    // A reply that does not tell has no body.
    const length = bodyAt + Number(LENGTH.exec(this.#received)?.[1] ?? 0);
    if (this.#received.length < length) return;
    const received = this.#received;
    this.#received = "";
    if (received.length > length) this.#fail(new LoadError(`more than one reply: ${received.slice(0, 500)}`));
    else this.#answer({ status: Number(received.slice(9, 12)), text: received, body: received.slice(bodyAt) });
  }
}
