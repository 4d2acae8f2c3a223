import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { Client } from "../../templates/runtime/client.js";
import type { Refusal } from "../../templates/runtime/refusal.js";
import type { Failure } from "../../templates/runtime/router-options.js";
import { absorb, present } from "./bodies.js";
import type { LoadedApi } from "./loaded-api.js";
import type { PlannedReply } from "./plan.js";

/** What happened on the server's side while one request was answered. */
export interface Observed {
  /** The request as the handler saw it, compared as `comparable` has it; undefined when no handler ran. */
  readonly seen: unknown;
  readonly call: string | undefined;
  readonly failures: readonly unknown[];
  readonly refusals: readonly Refusal[];
}

/** A generated server on a socket of this machine, and a client of it. */
export class ServedApi {
  readonly client: Client;
  readonly #server: Server;
  #reply: unknown;
  #seen: { readonly call: string; readonly request: unknown } | undefined;
  #failures: unknown[] = [];
  #refusals: Refusal[] = [];

  private constructor(server: Server, loaded: LoadedApi) {
    this.#server = server;
    const { port } = server.address() as AddressInfo; // a TCP server that listens
    this.client = { baseUrl: `http://127.0.0.1:${port}`, credentials: credentialsOf(loaded), timeoutMs: 10_000 };
  }

  /**
   * Starts the server; `problem` gives the body of a refusal in the contract's shape, `other` answers what is no path
   * of the contract.
   */
  static async start(
    loaded: LoadedApi,
    problem: (refusal: Refusal) => unknown,
    other: RequestListener = (_request, response) => response.writeHead(404).end(),
  ): Promise<ServedApi> {
    const handle = (call: string) => async (request: object) => served.#handle(call, request);
    const calls = [...loaded.names.operations.values()].map(({ call }) => call);
    const router = loaded.createRouter(Object.fromEntries(calls.map((call) => [call, handle(call)])), {
      context: () => undefined,
      bodyLimitBytes: 8 * 1024 * 1024,
      onFailure: (failure: Failure<undefined>) => served.#failures.push(failure.error),
      security: new Proxy({}, { get: (_, name) => verifier(loaded, String(name)) }),
      problems: new Proxy({}, { get: () => (refusal: Refusal) => served.#refuse(refusal, problem) }),
    });
    const server = createServer({ keepAliveTimeout: 0 }, (request, response) => {
      router(request, response, () => void other(request, response));
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const served = new ServedApi(server, loaded);
    return served;
  }

  /** Does something with the server, which answers with `reply` whatever it is asked. */
  async observe<Result>(reply: PlannedReply, act: () => Promise<Result>): Promise<Observed & { result: Result }> {
    this.#reply = presentReply(reply);
    this.#seen = undefined;
    this.#failures = [];
    this.#refusals = [];
    const result = await act();
    const { call, request } = this.#lastSeen();
    return {
      result,
      call,
      seen: request,
      failures: this.#failures,
      refusals: this.#refusals,
    };
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }

  #lastSeen(): { readonly call?: string; readonly request?: unknown } {
    return this.#seen ?? {};
  }

  async #handle(call: string, request: object): Promise<unknown> {
    const body = "body" in request ? { body: await absorb(request.body) } : {};
    this.#seen = { call, request: { ...request, ...body } };
    return this.#reply;
  }

  #refuse(refusal: Refusal, problem: (refusal: Refusal) => unknown): unknown {
    this.#refusals.push(refusal);
    return problem(refusal);
  }
}

function presentReply({ status, headers, body }: PlannedReply): object {
  const common = { status, ...(headers === undefined ? {} : { headers }) };
  if (body === undefined) return common;
  const { kind, plain, contentType } = body;
  return { ...common, ...(contentType === undefined ? {} : { contentType }), body: present(kind, plain) };
}

function secretOf(scheme: string): string {
  return `secret-of-${scheme.replace(/\W/g, "")}`;
}

/** A scheme that is not declared has no credential that could be wrong. */
function verifier({ api }: LoadedApi, scheme: string): (credential: string) => boolean {
  const isUndeclared = api.securitySchemes.some(({ name, node }) => name === scheme && node.kind === "undeclared");
  return (credential) => isUndeclared || credential === secretOf(scheme);
}

function credentialsOf({ api }: LoadedApi): Record<string, string> {
  return Object.fromEntries(api.securitySchemes.map(({ name }) => [name, secretOf(name)]));
}
