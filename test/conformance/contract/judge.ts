import type { Exchange } from "../run/exchange.js";
import type { Case } from "../suite/case.js";
import type { Contract } from "./contract.js";
import type { Operation } from "./operation.js";

/** One way in which replies break the contract, and where it was seen first. */
export interface Breach {
  readonly what: string;
  readonly exchange: Exchange;
  readonly caseId: string;
  /** How many replies had it. */
  readonly count: number;
}

/** Holds every reply of a run against the contract, whatever case it belongs to. */
export class Judge {
  readonly #contract: Contract;
  readonly #seen = new Set<string>();
  readonly #breaches = new Map<string, Map<string, Breach>>();

  constructor(contract: Contract) {
    this.#contract = contract;
  }

  /** Looks at a reply; what belongs to no operation of a contract is not judged. */
  judge(exchange: Exchange, { id }: Case): void {
    const { request } = exchange;
    const operation = this.#contract.at(request.method, request.path);
    if (operation === undefined) return;
    this.#seen.add(operation.id);
    const breaches = this.#breaches.get(operation.id) ?? new Map<string, Breach>();
    this.#breaches.set(operation.id, breaches);
    for (const what of new Set(this.#faults(operation, exchange))) {
      const key = what.replace(/\.\d+(?=\.| |$)/g, ".*");
      const earlier = breaches.get(key);
      breaches.set(key, { exchange, caseId: id, what, ...earlier, count: (earlier?.count ?? 0) + 1 });
    }
  }

  /** Undefined when no reply of the operation was seen. */
  breaches(operationId: string): readonly Breach[] | undefined {
    if (!this.#seen.has(operationId)) return undefined;
    return [...(this.#breaches.get(operationId)?.values() ?? [])];
  }

  #faults(operation: Operation, { request, reply }: Exchange): readonly string[] {
    // What a server says of a path by itself is HTTP's matter; a refusal is the contract's.
    if (request.method === "OPTIONS" && reply.status < 300) return [];
    const declared = operation.replies.get(reply.status);
    if (declared === undefined) return [`status ${reply.status} is not declared`];
    if (request.method === "HEAD") return [];
    if (declared.schemas.size === 0) {
      return reply.text === "" ? [] : [`status ${reply.status} has no body, but one was sent`];
    }
    const mediaType = (reply.headers["content-type"] ?? "").split(";")[0]?.trim().toLowerCase() ?? "";
    const pointer = declared.schemas.get(mediaType);
    if (pointer === undefined) {
      const known = [...declared.schemas.keys()].join(", ");
      return [`status ${reply.status} has the media type "${mediaType}", not ${known}`];
    }
    if (reply.body === undefined) return [`status ${reply.status} has a body that is not JSON`];
    return this.#contract.faults(operation.contract, pointer, reply.body).map((fault) => `${reply.status}: ${fault}`);
  }
}
