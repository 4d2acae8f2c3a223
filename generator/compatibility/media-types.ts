import type { Content } from "./pairs.js";

/** The entry of `content` that a media type falls under: its own, else the narrowest range (RFC 9110 12.5.1). */
export function mediaFor(contents: readonly Content[], type: string): Content | undefined {
  const name = essenceOf(type);
  for (const candidate of [name, `${name.split("/")[0]}/*`, "*/*"]) {
    const found = contents.find(({ media }) => essenceOf(media.type) === candidate);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Type and subtype without parameters, in lower case. */
function essenceOf(type: string): string {
  return (type.split(";")[0] ?? "").trim().toLowerCase();
}
