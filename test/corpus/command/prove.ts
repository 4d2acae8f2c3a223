import { loadApi, readContract } from "../loaded-api.js";
import { proveDocument, type Proof } from "../prove-document.js";

/** A proof as it is passed from process to process. */
export type PlainProof = Omit<Proof, "spoilt"> & {
  readonly spoilt: Readonly<Record<string, { readonly made: number; readonly refused: number }>>;
};

// A process of its own for each document: what it takes is measured, and gone afterwards.
const [document = "", seed = "1", every = "1"] = process.argv.slice(2);
const loaded = await loadApi(readContract(document));
const proof = await proveDocument(loaded, { seed: Number(seed), every: Number(every) });
const plain: PlainProof = { ...proof, spoilt: Object.fromEntries(proof.spoilt) };
process.stdout.write(`${JSON.stringify(plain)}\n`);
