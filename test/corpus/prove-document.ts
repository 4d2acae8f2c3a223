import type { Operation } from "../../generator/model/operation.js";
import type { Response } from "../../generator/model/response.js";
import type { Refusal } from "../../templates/runtime/refusal.js";
import { Instances } from "./instances.js";
import { JsonSchemas } from "./json-schema.js";
import type { LoadedApi } from "./loaded-api.js";
import { Oracle } from "./oracle.js";
import { planOperation, type Exchange, type Makers } from "./plan.js";
import { callClient, describeError, roundTrip } from "./round-trip.js";
import { ServedApi, type Observed } from "./served-api.js";
import { spoiltReplies, type SpoiltReply } from "./spoilt-replies.js";
import { spoiltRequests, type Message, type SpoiltRequest } from "./spoilt-requests.js";

/** What a document's operations did. */
export interface Proof {
  readonly operations: number;
  /** Operations of which at least one exchange was made, and every one arrived unchanged at both ends. */
  readonly roundTripped: number;
  readonly exchanges: number;
  /** By way of spoiling: how many messages were made, and how many of them were refused as they should be. */
  readonly spoilt: ReadonlyMap<string, Count>;
  /** `METHOD /path: what is different`. */
  readonly faults: readonly string[];
  /** What could not be tried, with the reason. */
  readonly obstacles: readonly string[];
}

export interface Count {
  made: number;
  refused: number;
}

export interface ProofOptions {
  readonly seed: number;
  /** Only every n-th operation; 1 for all of them. */
  readonly every: number;
}

/** Sends messages through a generated client and a generated server, valid ones and spoilt ones. */
export async function proveDocument(loaded: LoadedApi, options: ProofOptions): Promise<Proof> {
  const schemas = new JsonSchemas(loaded.contract);
  const oracle = new Oracle(schemas);
  const makers = { api: loaded.api, schemas, oracle, instances: new Instances(schemas, oracle) };
  const prover = new Prover(loaded, makers);
  return prover.prove(options);
}

class Prover {
  readonly #loaded: LoadedApi;
  readonly #makers: Makers;
  readonly #spoilt = new Map<string, Count>();
  readonly #faults: string[] = [];
  readonly #obstacles: string[] = [];
  readonly #problems = new Map<Response, unknown>();
  #exchanges = 0;

  constructor(loaded: LoadedApi, makers: Makers) {
    this.#loaded = loaded;
    this.#makers = makers;
  }

  async prove({ seed, every }: ProofOptions): Promise<Proof> {
    const served = await ServedApi.start(this.#loaded, (refusal) => this.#problem(refusal));
    const all = this.#loaded.api.operations;
    const operations = all.filter((_, index) => (index + seed) % every === 0);
    let roundTripped = 0;
    try {
      for (const operation of operations) {
        const index = all.indexOf(operation);
        if (await this.#proveOperation(served, operation, seed * 7919 + index * 101)) roundTripped += 1;
      }
    } finally {
      await served.stop();
    }
    return {
      operations: operations.length,
      roundTripped,
      exchanges: this.#exchanges,
      spoilt: this.#spoilt,
      faults: this.#faults,
      obstacles: this.#obstacles,
    };
  }

  async #proveOperation(served: ServedApi, operation: Operation, seed: number): Promise<boolean> {
    const name = `${operation.method} ${operation.path}`;
    const plan = planOperation(operation, this.#makers, seed);
    this.#obstacles.push(...plan.obstacles.map((obstacle) => `${name}: ${obstacle}`));
    let isSound = plan.exchanges.length > 0;
    for (const exchange of plan.exchanges) {
      this.#exchanges += 1;
      const differences = await roundTrip(this.#loaded, served, exchange);
      if (differences.length > 0) isSound = false;
      this.#faults.push(...differences.map((difference) => `${name} ${exchange.reply.status}: ${difference}`));
    }
    const [first] = plan.exchanges;
    if (first !== undefined && isSound) await this.#spoil(served, { name, exchanges: plan.exchanges, seed });
    return isSound;
  }

  async #spoil(served: ServedApi, { name, exchanges, seed }: Spoiling): Promise<void> {
    const [first] = exchanges;
    for (const spoilt of first === undefined ? [] : spoiltRequests(first, this.#makers, seed)) {
      if (first !== undefined) this.#judge(name, spoilt, await this.#sendSpoilt(served, first, spoilt));
    }
    for (const exchange of distinct(exchanges)) {
      for (const spoilt of spoiltReplies(exchange, this.#makers, seed)) {
        this.#judge(name, { spoiling: `reply ${spoilt.spoiling}` }, await this.#replySpoilt(served, exchange, spoilt));
      }
    }
  }

  #judge(name: string, { spoiling }: { spoiling: string }, fault: string | undefined): void {
    const count = this.#spoilt.get(spoiling) ?? { made: 0, refused: 0 };
    count.made += 1;
    if (fault === undefined) count.refused += 1;
    else this.#faults.push(`${name}: ${spoiling}: ${fault}`);
    this.#spoilt.set(spoiling, count);
  }

  /** What is wrong with how a spoilt request was answered. */
  async #sendSpoilt(served: ServedApi, exchange: Exchange, spoilt: SpoiltRequest): Promise<string | undefined> {
    const { result: answer, ...observed } = await served.observe(exchange.reply, () =>
      this.#send(served, exchange, spoilt),
    );
    if (answer instanceof Error) return `no answer: ${describeError(answer)}`;
    if (observed.call !== undefined) return `the handler of ${observed.call} ran`;
    if (answer.status === 500 && this.#isUnanswerable(observed)) return undefined;
    if (!spoilt.statuses.includes(answer.status)) return `answered ${answer.status}`;
    return this.#misshapen(exchange.operation, answer, observed);
  }

  async #replySpoilt(served: ServedApi, exchange: Exchange, { reply }: SpoiltReply): Promise<string | undefined> {
    const { result: answer, ...observed } = await served.observe(reply, () =>
      this.#send(served, exchange, { request: exchange.request }),
    );
    if (answer instanceof Error) return `no answer: ${describeError(answer)}`;
    if (observed.call === undefined) return "no handler ran";
    if (answer.status !== 500) return `sent with ${answer.status}`;
    if (observed.failures.length !== 1) return `${observed.failures.length} failures were reported`;
    return this.#misshapen(exchange.operation, answer, observed);
  }

  /** True when no valid value was found for the body of the refusal, which then cannot be sent. */
  #isUnanswerable({ refusals }: Observed): boolean {
    return refusals.some(({ operationId, status }) => {
      const operation = this.#loaded.api.operations.find((candidate) => candidate.operationId === operationId);
      const response = operation && findResponse(operation.responses, status);
      return response !== undefined && !this.#problems.has(response);
    });
  }

  /** Where the operation declares the status that it was refused with, the answer must be of that shape. */
  #misshapen({ method, responses }: Operation, { status, text }: Answer, { refusals }: Observed): string | undefined {
    const response = findResponse(responses, status);
    const uri = response === undefined ? undefined : this.#jsonUri(response);
    if (uri === undefined || method === "HEAD" || refusals.length === 0 || response === undefined) return undefined;
    if (!this.#problems.has(response)) return undefined; // no valid value of that shape was found
    return this.#makers.oracle.accepts(uri, parsed(text)) ? undefined : `answered out of shape: ${text.slice(0, 200)}`;
  }

  async #send(served: ServedApi, exchange: Exchange, how: Sending): Promise<Answer | Error> {
    const { call } = this.#loaded.names.operations.get(exchange.operation) ?? { call: "" };
    let answer: Answer | undefined;
    const client = how.isAnonymous === true ? { ...served.client, credentials: {} } : served.client;
    const fetch = async (url: string, init: RequestInit): Promise<never> => {
      const message = how.change?.({ url, init }) ?? { url, init };
      const response = await globalThis.fetch(message.url, message.init);
      answer = { status: response.status, text: await response.text() };
      throw new Error("answered"); // what the client would make of it is not asked here
    };
    const failure = await callClient(this.#loaded, client, { call, request: how.request, options: { fetch } });
    return answer ?? (failure instanceof Error ? failure : new Error("nothing was sent"));
  }

  /** The body of a refusal: any valid value of the shape that the operation declares for its status. */
  #problem({ operationId, status }: Refusal): unknown {
    const operation = this.#loaded.api.operations.find((candidate) => candidate.operationId === operationId);
    const response = operation && findResponse(operation.responses, status);
    if (response === undefined) return {};
    if (!this.#problems.has(response)) {
      const uri = this.#jsonUri(response);
      if (uri === undefined) return new Blob([]).stream(); // a body of another type than JSON
      const made = this.#makers.instances.make(uri, { seed: status, optional: 0.2 });
      if (made === undefined) return {};
      this.#problems.set(response, made.value);
    }
    return this.#problems.get(response);
  }

  #jsonUri({ content }: Response): string | undefined {
    const schema = content.find(({ type }) => /^[^/]+\/([^/]+\+)?json$/.test(type))?.schema;
    return schema && this.#makers.schemas.add(schema.cursor, "reply");
  }
}

interface Spoiling {
  readonly name: string;
  readonly exchanges: readonly Exchange[];
  readonly seed: number;
}

interface Answer {
  readonly status: number;
  readonly text: string;
}

interface Sending {
  readonly request: SpoiltRequest["request"];
  readonly change?: (message: Message) => Message;
  readonly isAnonymous?: true;
}

/** One exchange for each declared reply. */
function distinct(exchanges: readonly Exchange[]): Exchange[] {
  return [...new Map(exchanges.map((exchange) => [exchange.reply.response, exchange])).values()];
}

function findResponse(responses: readonly Response[], status: number): Response | undefined {
  const wanted = [String(status), `${Math.floor(status / 100)}XX`, "default"];
  return wanted.flatMap((pattern) => responses.find((response) => response.status === pattern) ?? [])[0];
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
