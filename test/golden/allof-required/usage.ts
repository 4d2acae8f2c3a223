import type { NewPet, Pet } from "./types.js";

export const created: Pet = { id: 1, name: "Rex", kind: "dog" };
export const name: string = created.name;
export const id: number = created.id;
export const fresh: NewPet = { name: "Rex" };
// @ts-expect-error `name` is required by the second branch.
export const nameless: NewPet = { id: 1 };
// @ts-expect-error `id` is required beside `allOf`.
export const idless: Pet = { name: "Rex", kind: "dog" };
