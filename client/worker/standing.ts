import { TransportError } from "../../generated/runtime/client.js";
import type { DaemonReply } from "../jobspec/patience.js";
import type { Timing } from "../jobspec/timing.js";

/** How long a daemon that has taken a worker's messages may refuse its token, or talk nonsense, in milliseconds. */
const REFUSED_MS = 60_000;
const FORBIDDEN = 403;

/**
 * How a worker stands with its daemon. While the daemon's token is being replaced, messages are refused that carry the
 * old one, or the new one too early; and while it is being restarted, something else may answer in its place. A worker
 * that it knows waits for that to pass. One that it has never taken a message from has the wrong token, or address.
 */
export class Standing {
  readonly #timing: Pick<Timing, "now">;
  #isKnown = false;
  #refusedSinceMs: number | undefined;

  constructor(timing: Pick<Timing, "now">) {
    this.#timing = timing;
  }

  /** Takes note of an answer; true when the message is to be sent again. */
  readonly isPassing = (answer: DaemonReply | TransportError): boolean => {
    if (!(answer instanceof TransportError) && answer.status !== FORBIDDEN) {
      this.#isKnown = true;
      this.#refusedSinceMs = undefined;
      return false;
    }
    this.#refusedSinceMs ??= this.#timing.now();
    return this.#isKnown && this.#timing.now() - this.#refusedSinceMs < REFUSED_MS;
  };
}
