import { DirectedSchemas } from "../emit/checks/directed-schemas.js";
import type { Finding } from "../findings/finding.js";
import { schemaAt, type Api } from "../model/api.js";
import type { Direction } from "../model/direction.js";
import type { Schema } from "../model/schema.js";
import { usedSchemas } from "../model/used-schemas.js";
import {
  compareBodies,
  compareParameters,
  compareResponses,
  compareSchemas,
  type Tools,
} from "./compare-operations.js";
import { operationPairs, type LocatedPair } from "./operation-pairs.js";
import type { Step } from "../step.js";
import type { ContractPair } from "./pairs.js";
import { Report } from "./report.js";
import { CONTRACT_RULES, OPERATION_RULES, SERVER_RULES } from "./rules/index.js";
import { SchemaComparison } from "./schema/comparison.js";
import type { NormalSchema } from "./schema/normal-schema.js";
import type { Proofs } from "./schema/schema-pair.js";
import { Normalizer, Numbering } from "./schema/normalizer.js";
import { ownServers, serversOf } from "./servers.js";

/**
 * What changed from one contract to another, as the rules of this folder see it: gravest first, each change once.
 * `today` (`2026-04-28`) is what sunset dates are held against.
 */
export function compareContracts(sides: ContractPair, today: string, step: Step = () => undefined): Finding[] {
  const report = new Report(sides);
  const numbering = new Numbering();
  const schemas = new SchemaComparison(
    { old: normalizers(sides.old.api, numbering), new: normalizers(sides.new.api, numbering) },
    numbering,
  );
  const whole = { where: "", direction: "request" } as const;
  report.run(CONTRACT_RULES, sides, whole);
  const [old, now] = [sides.old, sides.new].map(({ contract }) => serversOf(contract.root));
  report.run(SERVER_RULES, { direction: whole.direction, old, new: now }, whole);
  for (const located of operationPairs(sides, today)) {
    step(located.at.where);
    compareOperations(located, { report, schemas });
  }
  compareUnused(sides, { report, schemas });
  return report.findings();
}

/**
 * Component schemas that no operation uses may be there for their own sake, as the messages of another protocol are.
 * Which way they go is not said; what a server sends is the more likely.
 */
function compareUnused({ old, new: now }: ContractPair, tools: Pick<Tools, "report" | "schemas">): void {
  const used = [old, now].map(({ api }) => usedSchemas(api));
  const after = new Map(now.api.componentSchemas.map(({ name, node }) => [name, node]));
  for (const { name, node } of old.api.componentSchemas) {
    const is = after.get(name);
    if (is === undefined || used[0]?.has(node) === true || used[1]?.has(is) === true) continue;
    const at = { where: `component schema "${name}"`, direction: "reply", most: "warning" } as const;
    compareSchemas(schemaAt(old.api, node), schemaAt(now.api, is), { ...tools, at });
  }
}

function compareOperations({ pair, at }: LocatedPair, shared: Pick<Tools, "report" | "schemas">): void {
  shared.report.run(OPERATION_RULES, pair, at);
  const servers = ownServers(pair);
  if (servers !== undefined) shared.report.run(SERVER_RULES, servers, at);
  if (pair.old === undefined || pair.new === undefined) return;
  const tools = { ...shared, at, pair };
  compareParameters(pair.old, pair.new, tools);
  compareBodies(pair.old, pair.new, tools);
  compareResponses(pair.old, pair.new, tools);
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
