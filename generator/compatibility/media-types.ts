import type { Content } from "./pairs.js";

/**
 * The entry of `content` that a media type falls under: its own, else the narrowest range (RFC 9110 section 12.5.1).
 * One with parameters, as `application/json;version=1`, is another type than one with others; `charset` does not count.
 */
export function mediaFor(contents: readonly Content[], type: string): Content | undefined {
  const { name, parameters } = partsOf(type);
  const own = contents.filter(({ media }) => partsOf(media.type).name === name);
  const exact = own.find(({ media }) => partsOf(media.type).parameters === parameters);
  const found = exact ?? own.find(({ media }) => parameters === "" || partsOf(media.type).parameters === "");
  return found ?? rangesOf(contents).find(({ media }) => isWithin(type, media.type));
}

/** True for a range such as `application/*` that has entries of `contents` within it. */
export function hasPartsIn(type: string, contents: readonly Content[]): boolean {
  return contents.some(({ media }) => isWithin(media.type, type));
}

function rangesOf(contents: readonly Content[]): Content[] {
  const ranges = contents.filter(({ media }) => media.type.includes("*"));
  return ranges.sort((a, b) => Number(a.media.type.startsWith("*")) - Number(b.media.type.startsWith("*")));
}

function isWithin(type: string, range: string): boolean {
  const [name, other] = [partsOf(type).name, partsOf(range).name];
  return name !== other && (other === "*/*" || (other.endsWith("/*") && name.startsWith(other.slice(0, -1))));
}

/** Type and subtype in lower case, and what is told of them beside the encoding of characters, sorted. */
function partsOf(type: string): { name: string; parameters: string } {
  const [name = "", ...rest] = type.toLowerCase().split(";");
  const parameters = rest.map((part) => part.trim()).filter((part) => part !== "" && !part.startsWith("charset="));
  return { name: name.trim(), parameters: parameters.sort().join(";") };
}
