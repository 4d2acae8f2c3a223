import type { Cursor } from "../document/cursor.js";
import type { Operation } from "../model/operation.js";
import { callbackPairs } from "./callbacks.js";
import type { ContractPair, OperationPair } from "./pairs.js";
import { templateShape } from "../model/template.js";
import type { Where } from "./report.js";
import { isUnsettled } from "./stability.js";

/** An operation in both contracts, and what it is called in messages. */
export interface LocatedPair {
  readonly pair: OperationPair;
  readonly at: Where;
}

/** All operations of two contracts: those of paths with their callbacks, then webhooks. */
export function operationPairs(sides: ContractPair, today: string): LocatedPair[] {
  const { old, new: now } = sides;
  const served = pairUp(old.api.operations, now.api.operations).flatMap((pair) => {
    const own = located({ ...pair, direction: "request", today, sides }, "paths");
    return [own, ...callbackPairs(own)];
  });
  // What a webhook carries is sent by the server.
  const sent = pairUp(old.api.webhooks, now.api.webhooks).map((pair) =>
    located({ ...pair, direction: "reply", today, sides }, "webhooks"),
  );
  // A schema is told of where it is met first; what counts is said before what does not.
  return [...served, ...sent].sort((a, b) => Number(a.at.most === "info") - Number(b.at.most === "info"));
}

function located(pair: OperationPair, kind: "paths" | "webhooks"): LocatedPair {
  const operation = pair.new ?? pair.old;
  const name = operation === undefined ? "" : nameOf(operation);
  const where = kind === "webhooks" ? `webhook ${name}` : name;
  // Of what is draft or alpha, the old contract promised nothing.
  const most = pair.old !== undefined && isUnsettled(pair.old.cursor) ? "info" : undefined;
  return { pair, at: { where, direction: pair.direction, near: placeIn(pair, kind), most } };
}

/** The operation in the new contract, or the path that it was removed from. */
function placeIn({ old, new: now, sides }: OperationPair, kind: "paths" | "webhooks"): Cursor | undefined {
  return now?.cursor ?? sides.new.contract.root.get(kind)?.get(old?.path ?? "");
}

/**
 * Operations by method and path, then those that are left by the shape of the path, whatever its parameters are
 * called; in the order of the new contract.
 */
function pairUp(old: readonly Operation[], now: readonly Operation[]): Pick<OperationPair, "old" | "new">[] {
  const left = new Map(old.map((operation) => [nameOf(operation), operation]));
  const found = new Map<Operation, Operation>();
  for (const key of [nameOf, shapeOf]) {
    const byKey = new Map([...left.values()].reverse().map((operation) => [key(operation), operation]));
    for (const operation of now) {
      const before = byKey.get(key(operation));
      if (before === undefined || found.has(operation) || !left.delete(nameOf(before))) continue;
      found.set(operation, before);
    }
  }
  return [
    ...now.map((operation) => ({ old: found.get(operation), new: operation })),
    ...[...left.values()].map((operation) => ({ old: operation, new: undefined })),
  ];
}

function nameOf({ method, path }: Operation): string {
  return `${method} ${path}`;
}

function shapeOf({ method, path }: Operation): string {
  return `${method} ${templateShape(path)}`;
}
