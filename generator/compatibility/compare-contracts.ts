import type { Cursor } from "../document/cursor.js";
import { DirectedSchemas } from "../emit/checks/directed-schemas.js";
import type { Finding } from "../findings/finding.js";
import type { Api } from "../model/api.js";
import type { Direction } from "../model/direction.js";
import type { Operation } from "../model/operation.js";
import { compareBodies, compareParameters, compareResponses } from "./compare-operations.js";
import { pathShape } from "./path-names.js";
import type { ContractPair, OperationPair } from "./pairs.js";
import { Report } from "./report.js";
import { CONTRACT_RULES, OPERATION_RULES } from "./rules/index.js";
import type { Schema } from "../model/schema.js";
import { SchemaComparison } from "./schema/comparison.js";
import type { NormalSchema } from "./schema/normal-schema.js";
import type { Proofs } from "./schema/schema-pair.js";
import { Normalizer, Numbering } from "./schema/normalizer.js";

/**
 * What changed from one contract to another, as the rules of this folder see it: gravest first, each change once.
 * `today` (`2026-04-28`) is what sunset dates are held against.
 */
export function compareContracts(sides: ContractPair, today: string): Finding[] {
  const report = new Report(sides);
  const numbering = new Numbering();
  const schemas = new SchemaComparison(
    { old: normalizers(sides.old.api, numbering), new: normalizers(sides.new.api, numbering) },
    numbering,
  );
  report.run(CONTRACT_RULES, sides, { where: "", direction: "request" });
  for (const pair of operationPairs(sides, today)) {
    const where = nameOf(pair);
    const at = { where, direction: pair.direction, near: placeIn(sides, pair) };
    report.run(OPERATION_RULES, pair, at);
    if (pair.old === undefined || pair.new === undefined) continue;
    const tools = { report, schemas, at };
    compareParameters(pair.old, pair.new, tools);
    compareBodies(pair.old, pair.new, tools);
    compareResponses(pair.old, pair.new, tools);
  }
  return report.findings();
}

/** Proofs about schemas of one contract, as they hold in replies. */
export function comparisonWithin(api: Api): { proofs: Proofs; normal: (schema: Schema) => NormalSchema } {
  const numbering = new Numbering();
  const side = normalizers(api, numbering);
  return {
    proofs: new SchemaComparison({ old: side, new: side }, numbering),
    normal: (schema) => side.reply.enter([schema]),
  };
}

function normalizers(api: Api, numbering: Numbering): Record<Direction, Normalizer> {
  const directed = new DirectedSchemas(api);
  const of = (direction: Direction): Normalizer =>
    new Normalizer({
      at: (address) => directed.at(address),
      enter: (schema) => directed.directed(schema, direction),
      numbering,
    });
  return { request: of("request"), reply: of("reply") };
}

function operationPairs(sides: ContractPair, today: string): OperationPair[] {
  const { old, new: now } = sides;
  const pairs = [
    ...pairUp(old.api.operations, now.api.operations).map((pair) => ({ ...pair, direction: "request" as const })),
    // What a webhook carries is sent by the server.
    ...pairUp(old.api.webhooks, now.api.webhooks).map((pair) => ({ ...pair, direction: "reply" as const })),
  ];
  return pairs.map((pair) => ({ ...pair, today, sides }));
}

/** Operations by method and path, whatever path parameters are called; in the order of the new contract. */
function pairUp(old: readonly Operation[], now: readonly Operation[]): Pick<OperationPair, "old" | "new">[] {
  const before = byKey(old);
  const after = byKey(now);
  return [
    ...[...after].map(([key, operation]) => ({ old: before.get(key), new: operation })),
    ...[...before].filter(([key]) => !after.has(key)).map(([, operation]) => ({ old: operation, new: undefined })),
  ];
}

function byKey(operations: readonly Operation[]): Map<string, Operation> {
  const found = new Map<string, Operation>();
  for (const operation of operations) {
    const shape = `${operation.method} ${pathShape(operation.path)}`;
    // Templates that differ by names alone are told apart by them.
    found.set(found.has(shape) ? `${operation.method} ${operation.path}` : shape, operation);
  }
  return found;
}

/** The operation in the new contract, or the path that it was removed from. */
function placeIn({ new: now }: ContractPair, pair: OperationPair): Cursor | undefined {
  return pair.new?.cursor ?? now.contract.root.get("paths")?.get(pair.old?.path ?? "");
}

function nameOf(pair: OperationPair): string {
  const operation = pair.new ?? pair.old;
  const kind = pair.direction === "reply" ? "webhook " : "";
  return `${kind}${operation?.method} ${operation?.path}`;
}
