import type { IncomingMessage, ServerResponse } from "node:http";
import type { Socket } from "node:net";

/** So many requests of a connection may wait for the one before them; the connection is closed behind them. */
const MAX_WAITING = 64;

interface Line {
  /** The reply to the request that was begun last. */
  current: ServerResponse;
  /** The reply to the last request that has arrived. */
  last: ServerResponse;
  waiting: number;
}

/**
 * Lets the requests of each connection be worked on one after another (RFC 9112 section 9.3.2): the next when the reply
 * before it has been handed to the system. A client that sends many and reads nothing then holds one reply in memory,
 * not one for each.
 */
export class Turns {
  readonly #lines = new WeakMap<Socket, Line>();

  /** Works on a request when its turn has come; never, when the connection ends before. */
  take(request: IncomingMessage, response: ServerResponse, work: () => void): void {
    const { socket } = request;
    // Behind the last reply.
    if (socket.writableEnded) return;
    const line = this.#lines.get(socket);
    if (line === undefined) {
      this.#lines.set(socket, { current: response, last: response, waiting: 0 });
      work();
      return;
    }
    const before = line.last;
    line.last = response;
    const begin = (): void => {
      line.current = response;
      work();
    };
    if (before.closed) begin();
    else wait(line, before, { response, socket, begin });
  }

  /** True while a request of the connection is worked on, or its reply is not sent. */
  isBusy(socket: Socket): boolean {
    return this.last(socket)?.closed === false;
  }

  /** The reply that is made or sent on a connection, or was last; undefined when there was none. */
  current(socket: Socket): ServerResponse | undefined {
    return this.#lines.get(socket)?.current;
  }

  /** The reply to the last request of a connection; undefined when there was none. */
  last(socket: Socket): ServerResponse | undefined {
    return this.#lines.get(socket)?.last;
  }
}

interface Waiting {
  readonly response: ServerResponse;
  readonly socket: Socket;
  readonly begin: () => void;
}

function wait(line: Line, before: ServerResponse, { response, socket, begin }: Waiting): void {
  line.waiting++;
  if (line.waiting === MAX_WAITING) {
    response.setHeader("Connection", "close");
    socket.pause();
  }
  before.once("close", () => {
    line.waiting--;
    // What nobody can be answered any more is not begun.
    if (!socket.destroyed && !socket.writableEnded) begin();
  });
}
