import { once } from "node:events";
import {
  createServer,
  request as httpRequest,
  type IncomingMessage,
  type RequestListener,
  type Server,
} from "node:http";
import type { AddressInfo } from "node:net";
import { parseValues, plain } from "./plain-value.js";
import type { Workspace } from "./workspace.js";

/**
 * One entry of an `exchange.yaml`: a call of the generated client (`call`) or a request by hand (`send`), what the
 * handler sees, what it replies, and what comes back.
 */
export interface Exchange {
  /** The client's function. */
  readonly call?: string;
  readonly request?: unknown;
  readonly credentials?: object;
  /** `METHOD /path?query`, with `headers` and `body` as they are sent. */
  readonly send?: string;
  readonly headers?: Readonly<Record<string, string | string[]>>;
  readonly body?: string;
  /** What the handler is given: `request` when left out; null when it must not be reached. */
  readonly seen?: unknown;
  /** What security functions are asked, in this order: scheme, credential, scopes. */
  readonly proved?: unknown;
  /** What the handler gives; status 204 when left out. */
  readonly reply?: unknown;
  /** What the client gives: `reply` when left out. */
  readonly received?: unknown;
  /** Code of the client's `TransportError`. */
  readonly failed?: string;
  /** What comes back over HTTP, as far as told: `status`, `headers`, `body` (parsed where it is JSON). */
  readonly answer?: Answer;
  /** What the server's `onFailure` is told. */
  readonly failure?: string;
}

interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, unknown>>;
  readonly body?: unknown;
}

/** What happened at one exchange, or should: two of them are compared. */
export interface Outcome {
  readonly seen: unknown;
  readonly proved?: unknown;
  readonly received?: unknown;
  readonly failed?: unknown;
  readonly answer?: unknown;
  readonly failure?: unknown;
}

type Operation = (client: object, request: unknown) => Promise<unknown>;

/** A server of a generated contract that replies as the exchange at hand says. */
export class Conversation {
  readonly #client: Readonly<Record<string, unknown>>;
  readonly #server: Server;
  #current: Exchange = {};
  #seen: unknown = null;
  #proved: unknown[] = [];
  #failure: unknown;

  private constructor(modules: Record<"client" | "server", Readonly<Record<string, unknown>>>) {
    this.#client = modules.client;
    const create = modules.server["createApiRouter"] as (handlers: object, options: object) => Router; // by its name
    const router = create(
      methods((name) => (request: unknown) => this.#handle(name, request)),
      {
        context: () => ({}),
        unknownPaths: "refuse",
        security: methods((name) => (credential: string, check: { scopes: readonly string[] }) => {
          this.#proved.push({ scheme: name, credential, scopes: check.scopes });
          return credential !== "wrong" && credential !== "d3Jvbmc6d3Jvbmc=";
        }),
        problems: methods(() => (refusal: { message: string }) => ({ message: refusal.message })),
        onFailure: ({ error }: { error: unknown }) => (this.#failure = error instanceof Error ? error.message : error),
      },
    );
    this.#server = createServer((request, response) => {
      router(request, response, () => response.writeHead(404).end("not of this contract"));
    });
  }

  static async start(workspace: Workspace, name: string): Promise<Conversation> {
    const modules = {
      client: await workspace.load(`${name}/client.js`),
      server: await workspace.load(`${name}/server.js`),
    };
    const conversation = new Conversation(modules);
    conversation.#server.listen(0, "127.0.0.1");
    await once(conversation.#server, "listening");
    return conversation;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, "close");
  }

  /** Makes one exchange: what happened, and what should have. */
  async run(exchange: Exchange): Promise<{ readonly actual: Outcome; readonly expected: Outcome }> {
    this.#current = exchange;
    this.#seen = null;
    this.#proved = [];
    this.#failure = undefined;
    const back = exchange.call === undefined ? await this.#send(exchange) : await this.#call(exchange, exchange.call);
    const { proved, failed, failure } = exchange;
    const actual: Outcome = {
      seen: this.#seen,
      ...(proved === undefined ? {} : { proved: this.#proved }),
      ...back,
      ...(this.#failure === undefined ? {} : { failure: this.#failure }),
    };
    const received = exchange.received ?? exchange.reply ?? { status: 204 };
    const expected: Outcome = {
      seen: await plain("seen" in exchange ? exchange.seen : (exchange.request ?? {})),
      ...(proved === undefined ? {} : { proved }),
      ...(exchange.send !== undefined
        ? { answer: exchange.answer }
        : failed
          ? { failed }
          : { received: await plain(received) }),
      ...(failure === undefined ? {} : { failure }),
    };
    return { actual, expected };
  }

  get #origin(): { readonly port: number } {
    return { port: (this.#server.address() as AddressInfo).port }; // a TCP server has a port
  }

  async #handle(name: string, request: unknown): Promise<unknown> {
    this.#seen = withoutEmptyGroups(await plain(request));
    const { call, reply = { status: 204 } } = this.#current;
    if (call !== undefined && call !== name) throw new Error(`${call} was called, ${name} was reached`);
    return reply;
  }

  async #call({ request, credentials = {} }: Exchange, name: string): Promise<Partial<Outcome>> {
    const operation = this.#client[name];
    if (typeof operation !== "function") throw new Error(`the client has no function ${name}`);
    const client = { baseUrl: `http://127.0.0.1:${this.#origin.port}`, credentials };
    try {
      return { received: await plain(await (operation as Operation)(client, request)) }; // of that type, all of them
    } catch (error) {
      if (error instanceof Error && "code" in error) return { failed: error.code };
      throw error;
    }
  }

  async #send({ send = "", headers = {}, body, answer }: Exchange): Promise<Partial<Outcome>> {
    const [method = "GET", ...rest] = send.split(" ");
    const options = { ...this.#origin, host: "127.0.0.1", method, path: rest.join(" "), headers };
    const sent = httpRequest(options).end(body);
    const [response] = (await once(sent, "response")) as [IncomingMessage];
    const chunks: Buffer[] = [];
    for await (const chunk of response) chunks.push(chunk as Buffer); // no encoding is set
    const text = Buffer.concat(chunks).toString();
    const isJson = text !== "" && /json/.test(response.headers["content-type"] ?? "");
    const told = Object.keys(answer?.headers ?? {}).map((key) => [key, response.headers[key.toLowerCase()]]);
    return {
      answer: {
        status: response.statusCode,
        ...(answer?.headers === undefined ? {} : { headers: Object.fromEntries(told) }),
        ...(answer !== undefined && "body" in answer ? { body: isJson ? JSON.parse(text) : text } : {}),
      },
    };
  }
}

type Router = (
  request: Parameters<RequestListener>[0],
  response: Parameters<RequestListener>[1],
  next: () => void,
) => void;

/** A request as a caller would write it: groups of parameters of which none is given are left out. */
function withoutEmptyGroups(request: unknown): unknown {
  const groups = Object.entries(request as object); // every handler is given an object
  const isEmpty = (value: unknown): boolean =>
    typeof value === "object" && value !== null && Object.keys(value).length === 0;
  return Object.fromEntries(groups.filter(([name, value]) => name === "body" || !isEmpty(value)));
}

/** An object that has a method of every name. */
function methods(make: (name: string) => (...values: never[]) => unknown): object {
  return new Proxy({}, { get: (_target, name) => make(String(name)) });
}

/** The exchanges of a file; throws for words that are none of theirs. */
export function parseExchanges(text: string): Exchange[] {
  const exchanges = parseValues(text) as Exchange[]; // looked at in the next lines
  for (const exchange of exchanges) {
    const unknown = Object.keys(exchange).filter((key) => !KNOWN.has(key));
    if (unknown.length > 0) throw new Error(`an exchange has no ${unknown.join(", ")}`);
  }
  return exchanges;
}

const KNOWN: ReadonlySet<string> = new Set([
  "call",
  "request",
  "credentials",
  "send",
  "headers",
  "body",
  "seen",
  "proved",
  "reply",
  "received",
  "failed",
  "answer",
  "failure",
]);
