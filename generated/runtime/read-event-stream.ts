import type { BodyMembers, Incoming } from "./call.js";
import type { Check } from "./client.js";
import { requireType } from "./client-media.js";
import { readChunks, splitLines } from "./client-streams.js";
import type { DataForm, ServerSentEvent } from "./event-stream.js";

/** Events of a `text/event-stream` (HTML Living Standard section 9.2.6), each with its own `id` and `retry` only. */
export function readEventStream(incoming: Incoming, type: string): BodyMembers {
  requireType(incoming, type);
  return { body: events(splitLines(readChunks(incoming), { fail: incoming.fail, normalise: newlines() })) };
}

/** How the data of typed events is read and checked. */
export interface EventShape {
  readonly data: DataForm;
  readonly check?: Check;
}

/**
 * Events whose data the contract describes, checked one by one. Events of nothing but an `id` or `retry` are left out,
 * and so is the `[DONE]` that services for language models end their streams with, unless the contract declares it.
 */
export function readTypedEvents(incoming: Incoming, type: string, shape: EventShape): BodyMembers {
  requireType(incoming, type);
  const lines = splitLines(readChunks(incoming), { fail: incoming.fail, normalise: newlines() });
  return { body: typedEvents(incoming, lines, shape) };
}

async function* typedEvents(
  incoming: Incoming,
  lines: AsyncIterable<string>,
  { data, check }: EventShape,
): AsyncGenerator<unknown, void> {
  for await (const draft of drafts(lines)) {
    if (draft.data === undefined && draft.event === undefined) continue;
    if (draft.data === "[DONE]" && (data === "json" || check?.(draft) === false)) continue;
    const event = typedEvent(incoming, draft, data);
    if (check !== undefined && !check(event) && !(data === "either" && check(draft)))
      throw incoming.fail("invalid-body", { issues: incoming.explain?.(check, event) });
    yield check === undefined || check(event) ? event : draft;
  }
}

/** Data that may be a text is one where it is no JSON. */
function typedEvent({ fail }: Incoming, draft: Draft, data: DataForm): unknown {
  if (draft.data === undefined || data === "text") return draft;
  try {
    return { ...draft, data: JSON.parse(draft.data) as unknown };
  } catch (cause) {
    if (data === "either") return draft;
    throw fail("malformed-body", { cause });
  }
}

interface Draft {
  event?: string;
  data?: string;
  id?: string;
  retry?: number;
}

async function* events(lines: AsyncIterable<string>): AsyncGenerator<ServerSentEvent, void> {
  for await (const { data, ...others } of drafts(lines)) if (data !== undefined) yield { ...others, data };
}

/** What stands between empty lines. */
async function* drafts(lines: AsyncIterable<string>): AsyncGenerator<Draft, void> {
  let draft: Draft = {};
  for await (const line of lines) {
    if (line !== "") readField(draft, line);
    else {
      yield draft;
      draft = {};
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
