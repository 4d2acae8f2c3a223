import express from "express";
import * as OpenApiValidator from "express-openapi-validator";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { servable } from "../../generator/emit/validator-document.js";
import type { LoadedApi } from "./loaded-api.js";
import type { PlannedRequest } from "./plan.js";
import { presentRequest } from "./round-trip.js";
import type { Message } from "./spoilt-requests.js";

/** express-openapi-validator in front of a handler that takes everything. */
export class PeerEngine {
  readonly #server: Server;

  private constructor(server: Server) {
    this.#server = server;
  }

  static async start(document: Readonly<Record<string, unknown>>): Promise<PeerEngine> {
    const app = express();
    app.use(express.json({ type: ["application/json", "*/*+json"] }), express.urlencoded({ extended: false }));
    const validateRequests = { allowUnknownQueryParameters: true };
    app.use(
      OpenApiValidator.middleware({
        apiSpec: servable(document) as never, // any document; its own type is of OpenAPI 3.0 alone
        validateRequests,
        validateResponses: false,
        validateSecurity: false,
      }),
    );
    app.use((_request, response) => void response.status(204).end());
    app.use(
      (error: { status?: number; message: string }, _request: unknown, response: express.Response, _next: unknown) => {
        response.status(error.status ?? 500).send(error.message);
      },
    );
    const server = createServer(app);
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return new PeerEngine(server);
  }

  /** Undefined when the request is accepted, else status and message. */
  async refusal({ url, init }: Message): Promise<string | undefined> {
    const { port } = this.#server.address() as AddressInfo; // a TCP server that listens
    const response = await fetch(`http://127.0.0.1:${port}${url}`, init);
    const text = await response.text();
    return response.status === 204 ? undefined : `${response.status} ${text.slice(0, 200)}`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }
}

/** The message that the generated client makes of a request, its URL without a host. */
export async function messageOf(
  loaded: LoadedApi,
  call: string,
  request: PlannedRequest,
): Promise<Message | undefined> {
  let message: Message | undefined;
  const fetch = (url: string, init: RequestInit): Promise<never> => {
    message = { url, init };
    return Promise.reject(new Error("not sent"));
  };
  await loaded
    .call(call)({ baseUrl: "", fetch }, presentRequest(request))
    .catch(() => undefined);
  return message;
}
