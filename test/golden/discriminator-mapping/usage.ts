import type { Pet } from "./types.js";

export function describe(pet: Pet): string {
  return pet.kind === "dog" ? String(pet.barks) : String(pet.lives);
}
// @ts-expect-error `bird` is none of the mapping's values.
export const bird: Pet = { kind: "bird", lives: 1 };
// @ts-expect-error A dog has no lives.
export const dog: Pet = { kind: "dog", lives: 1 };
