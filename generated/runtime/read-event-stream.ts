import { type BodyMembers, type Incoming } from "./client.js";
import { requireType } from "./client-media.js";
import { readChunks, splitLines } from "./client-streams.js";
import type { ServerSentEvent } from "./event-stream.js";

/** Events of a `text/event-stream` (HTML Living Standard section 9.2.6), each with its own `id` and `retry` only. */
export function readEventStream(incoming: Incoming, type: string): BodyMembers {
  requireType(incoming, type);
  return { body: events(splitLines(readChunks(incoming), { fail: incoming.fail, normalise: newlines() })) };
}

interface Draft {
  event?: string;
  data?: string;
  id?: string;
  retry?: number;
}

async function* events(lines: AsyncIterable<string>): AsyncGenerator<ServerSentEvent, void> {
  let draft: Draft = {};
  for await (const line of lines) {
    if (line !== "") readField(draft, line);
    else {
      const { data, ...others } = draft;
      draft = {};
      if (data !== undefined) yield { ...others, data };
    }
  }
}

function readField(draft: Draft, line: string): void {
  const colon = line.indexOf(":");
  const name = colon < 0 ? line : line.slice(0, colon);
  const value = colon < 0 ? "" : line.slice(colon + 1).replace(/^ /, "");
  if (name === "data") draft.data = draft.data === undefined ? value : `${draft.data}\n${value}`;
  else if (name === "event" && value !== "") draft.event = value;
  else if (name === "id" && !value.includes("\0")) draft.id = value;
  else if (name === "retry" && /^\d+$/.test(value)) draft.retry = Number(value);
}

/** CR and CRLF become newlines; a CRLF may come in two pieces. */
function newlines(): (text: string) => string {
  let isAfterReturn = false;
  return (text) => {
    if (text === "") return "";
    const rest = isAfterReturn && text.startsWith("\n") ? text.slice(1) : text;
    isAfterReturn = text.endsWith("\r");
    return rest.replace(/\r\n?/g, "\n");
  };
}
