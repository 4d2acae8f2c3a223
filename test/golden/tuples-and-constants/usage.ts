import type { Values } from "./types.js";

export const values: Values = { closed: [1, "a"], open: [1, true, false], version: 2, kind: "point" };
// @ts-expect-error The second item is a text.
export const wrong: Values = { closed: [1, 2] };
// @ts-expect-error The tuple has two items.
export const long: Values = { closed: [1, "a", 3] };
