import type { Cursor } from "../document/cursor.js";
import type { Operation } from "../model/operation.js";
import { methodsOf } from "../model/read-api.js";
import type { LocatedPair } from "./operation-pairs.js";
import type { ContractSide, OperationPair } from "./pairs.js";

/** Callbacks of an operation by name. */
export function callbacksOf(operation: Operation | undefined): Map<string, Cursor> {
  return new Map(operation?.cursor.get("callbacks")?.entries());
}

/** The operations inside the callbacks that both contracts have; they travel the other way than their owner. */
export function callbackPairs({ pair, at }: LocatedPair): LocatedPair[] {
  const { sides } = pair;
  const after = callbacksOf(pair.new);
  return [...callbacksOf(pair.old)].flatMap(([name, before]) => {
    const callback = after.get(name);
    if (callback === undefined) return [];
    return pairUp(requestsOf(before, sides.old), requestsOf(callback, sides.new)).map(({ old, new: now }) => {
      const where = `${at.where}, callback "${name}" ${(now ?? old)?.method}`;
      const near = now?.cursor ?? callback;
      return { pair: { ...pair, direction: "reply", old, new: now }, at: { ...at, where, direction: "reply", near } };
    });
  });
}

/** Where one request of a callback is gone and one is new, it is the same one, sent elsewhere. */
function pairUp(old: readonly Operation[], now: readonly Operation[]): Pick<OperationPair, "old" | "new">[] {
  const twinOf = (operation: Operation, others: readonly Operation[]): Operation | undefined =>
    others.find(({ method, path }) => method === operation.method && path === operation.path);
  const gone = old.filter((operation) => twinOf(operation, now) === undefined);
  const fresh = now.filter((operation) => twinOf(operation, old) === undefined);
  const isMove = gone.length === 1 && fresh.length === 1 && gone[0]?.method === fresh[0]?.method;
  return [
    ...now.map((operation) => ({ old: twinOf(operation, old) ?? (isMove ? gone[0] : undefined), new: operation })),
    ...(isMove ? [] : gone.map((operation) => ({ old: operation, new: undefined }))),
  ];
}

/** The operations of one callback, as the model has them. */
function requestsOf(callback: Cursor, { contract, api }: ContractSide): Operation[] {
  const addresses = new Set(
    contract
      .resolve(callback)
      .patterned()
      .flatMap(([, item]) => methodsOf(contract.resolve(item)))
      .map(([, { address }]) => address),
  );
  return api.callbacks.filter(({ cursor }) => addresses.has(cursor.address));
}
