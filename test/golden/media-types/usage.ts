import type { AddOptionalRequest } from "./types.js";

export const nothing: AddOptionalRequest = {};
export const json: AddOptionalRequest = { body: { title: "t" } };
export const text: AddOptionalRequest = { contentType: "text/plain", body: "t" };

// @ts-expect-error a text is sent as text only when its media type is told
export const untold: AddOptionalRequest = { body: "t" };
