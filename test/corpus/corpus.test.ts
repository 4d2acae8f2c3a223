import { existsSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { CORPUS, nameOf, ownDocuments, publicDocuments, SMALL } from "./documents.js";
import { loadApi, readContract } from "./loaded-api.js";
import { proveDocument } from "./prove-document.js";

// Replay another run with SEED=<number>; all documents: npm run corpus.
const SEED = Number(process.env["SEED"] ?? 1);

/** What no message could be made for, by document; anything else that is left out fails the test. */
const KNOWN_OBSTACLES: Readonly<Record<string, number>> = { "readme-schema-types31": 2 };

async function expectProof(document: string): Promise<void> {
  const proof = await proveDocument(await loadApi(readContract(document)), { seed: SEED, every: 1 });
  expect(proof.faults).toEqual([]);
  const obstacles = KNOWN_OBSTACLES[nameOf(document)] ?? 0;
  expect(proof.obstacles.length, proof.obstacles.join("\n")).toBe(obstacles);
  expect(proof.roundTripped).toBe(proof.operations - obstacles);
  // Each operation has a valid message of every reply and a spoilt one at the least.
  expect(proof.exchanges).toBeGreaterThan(proof.operations);
  expect([...proof.spoilt.values()].reduce((sum, { refused }) => sum + refused, 0)).toBeGreaterThan(proof.operations);
}

describe(`messages through generated clients and servers, SEED=${SEED}`, () => {
  it.each(ownDocuments())("%s", expectProof, 120_000);
});

describe.skipIf(!existsSync(CORPUS))("public contracts (skipped where ../shared/specs is absent)", () => {
  const small = publicDocuments().filter((document) => SMALL.includes(nameOf(document)));
  it.each(small)("%s", expectProof, 240_000);
});
