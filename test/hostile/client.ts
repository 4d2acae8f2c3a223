import { connect } from "node:net";
import type { Socket } from "node:net";

import type { Attack } from "./attack.js";
import type { WireAnswer } from "./wire.js";
import { readAnswers } from "./wire.js";

/** What came back before the connection ended. */
export interface Outcome {
  readonly answers: readonly WireAnswer[];
  /** Bytes behind the last whole answer; none when the client left before the next was whole. */
  readonly rest: number;
  /** What the system said of the connection; undefined when it ended in order. */
  readonly fault: string | undefined;
}

/** No connection may stay open longer without an answer. */
const HANG_MS = 30_000;

/** Carries out an attack; rejects when the answers are no HTTP, or the connection hangs. */
export function carryOut(attack: Attack, port: number): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: "127.0.0.1", noDelay: true, allowHalfOpen: true });
    const reader = new Reader(attack, socket);
    socket.setTimeout(HANG_MS, () => {
      socket.destroy(new Error(`nothing came for ${HANG_MS} ms`));
    });
    // A reset is the server's right once it has answered, and the way in which some attacks end.
    socket.on("error", (fault) => {
      if (!("code" in fault) || fault.code === "ECONNREFUSED") reject(fault);
      else reader.fault = String(fault);
    });
    socket.on("data", (chunk) => {
      reader.take(chunk);
    });
    socket.on("end", () => socket.end());
    socket.on("close", () => {
      try {
        resolve(reader.outcome());
      } catch (fault) {
        // Always a fault of what was read.
        reject(fault as Error);
      }
    });
    socket.on("connect", () => void send(attack, socket));
  });
}

async function send({ pieces, ending }: Attack, socket: Socket): Promise<void> {
  for (const piece of pieces) {
    socket.write(piece);
    if (pieces.length > 1) await new Promise((resolve) => setImmediate(resolve));
  }
  if (ending === "half-close") socket.end();
  // What was written is sent first; the other side learns of the end by its next write.
  if (ending === "reset") setImmediate(() => socket.resetAndDestroy());
}

class Reader {
  readonly #attack: Attack;
  readonly #socket: Socket;
  readonly #methods: readonly string[];
  #bytes: Buffer = Buffer.alloc(0);
  #hasLeft = false;
  fault: string | undefined;

  constructor(attack: Attack, socket: Socket) {
    this.#attack = attack;
    this.#socket = socket;
    const { requests, begun } = attack;
    this.#methods = [...requests, ...(begun === undefined ? [] : [begun])].map(({ method }) => method);
  }

  take(chunk: Buffer): void {
    this.#bytes = this.#bytes.length === 0 ? chunk : Buffer.concat([this.#bytes, chunk]);
    if (this.#attack.ending !== "wait") return;
    // A server keeps the connection of a client that waits.
    const isComplete = this.#attempt() >= this.#attack.requests.length;
    if (!isComplete) return;
    this.#hasLeft = true;
    this.#socket.destroy();
  }

  outcome(): Outcome {
    const { answers, bytes } = readAnswers(this.#bytes, this.#methods);
    return { answers, rest: this.#hasLeft ? 0 : this.#bytes.length - bytes, fault: this.fault };
  }

  #attempt(): number {
    try {
      return readAnswers(this.#bytes, this.#methods).answers.length;
    } catch {
      // Reported once, by the outcome.
      return Infinity;
    }
  }
}
