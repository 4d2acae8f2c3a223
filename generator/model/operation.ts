import type { Cursor } from "../document/cursor.js";
import type { Parameter } from "./parameter.js";
import type { RequestBody } from "./request-body.js";
import type { Response } from "./response.js";
import type { Route } from "./route.js";
import type { SecurityRequirement } from "./security-scheme.js";

/** One method on one path (OpenAPI 3.1 section 4.8.10). */
export interface Operation {
  readonly cursor: Cursor;
  /** The contract's `operationId`, or one made of method and path where it has none. Unique in the contract. */
  readonly operationId: string;
  /** Upper case, as in HTTP. */
  readonly method: string;
  /** Path as the contract writes it: `/runs/{runId}`. */
  readonly path: string;
  readonly route: Route;
  /** Further paths of the same operation (`x-agentops-aliases`). */
  readonly aliases: readonly string[];
  readonly tags: readonly string[];
  readonly summary?: string;
  readonly description?: string;
  readonly deprecated: boolean;
  /** Those of the path item and the operation, the operation's winning. */
  readonly parameters: readonly Parameter[];
  readonly requestBody?: RequestBody;
  readonly responses: readonly Response[];
  /** Alternatives, each a set of schemes that must all pass; empty when the operation is open to everybody. */
  readonly security: readonly SecurityRequirement[];
}

/** True when the operation can be called without credentials. */
export function isOpen({ security }: Pick<Operation, "security">): boolean {
  return security.length === 0 || security.some((alternative) => alternative.size === 0);
}
