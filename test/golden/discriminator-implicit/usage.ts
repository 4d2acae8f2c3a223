import type { Pet } from "./types.js";

export function lives(pet: Pet): number | string | undefined {
  if (pet.petType === "Cat") {
    const count: number | undefined = pet.lives;
    return count;
  }
  return pet.lives;
}
