import { existsSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { CORPUS, nameOf, ownDocuments, publicDocuments } from "./documents.js";
import { messageOf, PeerEngine } from "./engines.js";
import { Instances } from "./instances.js";
import { JsonSchemas } from "./json-schema.js";
import { loadApi, readContract } from "./loaded-api.js";
import { Oracle } from "./oracle.js";
import { planOperation } from "./plan.js";
import { spoiltRequests } from "./spoilt-requests.js";

/** A request in order that the other engine does not take. */
interface Difference {
  /** How its answer begins. */
  readonly answer: string;
  readonly reason: string;
}

const LISTED = (parse(readFileSync(new URL("engine-differences.yaml", import.meta.url), "utf8")) ?? []) as Difference[];

/** Documents that express-openapi-validator can serve, small enough for every run. */
const SERVED = ["petstore3", "scalar-galaxy", "train-travel", "taskrunner"];

/** Listed differences that were met. */
const met = new Set<Difference>();

/** The requests on which the engines differ without a listed reason, and how many were compared. */
async function compare(document: string): Promise<{ differences: string[]; compared: number }> {
  const contract = readContract(document);
  const loaded = await loadApi(contract);
  const schemas = new JsonSchemas(contract);
  const oracle = new Oracle(schemas);
  const makers = { api: loaded.api, schemas, oracle, instances: new Instances(schemas, oracle) };
  const engine = await PeerEngine.start(contract.root.object());
  const differences: string[] = [];
  let compared = 0;
  try {
    for (const [index, operation] of loaded.api.operations.entries()) {
      const { call = "" } = loaded.names.operations.get(operation) ?? {};
      // The corpus test holds the generated server to accepting these, and to refusing those that are spoilt.
      const { exchanges } = planOperation(operation, makers, 7919 + index * 101);
      const valid = exchanges.map(({ request }) => ({
        spoiling: "valid",
        request,
        isAnonymous: undefined,
        change: undefined,
      }));
      const spoilt = exchanges.slice(0, 1).flatMap((exchange) => spoiltRequests(exchange, makers, index));
      for (const { spoiling, request, change, isAnonymous } of [...valid, ...spoilt]) {
        const made = await messageOf(loaded, call, request);
        const message = made === undefined ? undefined : (change?.(made) ?? made);
        if (message === undefined || isAnonymous === true || message.init.body instanceof ReadableStream) continue;
        compared += 1;
        const refusal = await engine.refusal(message);
        if ((refusal === undefined) === (spoiling === "valid") || isListed(spoiling, refusal)) continue;
        differences.push(`${operation.method} ${operation.path}: ${spoiling}: ${refusal ?? "accepted"}`);
      }
    }
  } finally {
    await engine.stop();
  }
  return { differences, compared };
}

function isListed(spoiling: string, refusal = ""): boolean {
  const listed = spoiling === "valid" ? LISTED.find(({ answer }) => refusal.startsWith(answer)) : undefined;
  if (listed !== undefined) met.add(listed);
  return listed !== undefined;
}

async function expectAgreement(document: string): Promise<void> {
  const { differences, compared } = await compare(document);
  expect(compared).toBeGreaterThan(20);
  expect(differences).toEqual([]);
}

describe("generated checks and express-openapi-validator take the same requests", () => {
  const own = ownDocuments().filter((document) => SERVED.includes(nameOf(document)));
  it.each(own)("%s", async (document) => expectAgreement(document), 120_000);
});

describe.skipIf(!existsSync(CORPUS))("public contracts (skipped where ../shared/specs is absent)", () => {
  const served = publicDocuments().filter((document) => SERVED.includes(nameOf(document)));
  it.each(served)("%s", async (document) => expectAgreement(document), 120_000);

  it("differ in all that is listed", () => expect(LISTED.filter((difference) => !met.has(difference))).toEqual([]));
});
