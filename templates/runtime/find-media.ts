/**
 * The entry for a media type: the same text, else the same type without parameters, else the narrowest range (RFC 9110
 * section 12.5.1). Case and spaces do not count.
 */
export function findMedia<Media extends { readonly type: string }>(
  content: readonly Media[],
  contentType: string,
): Media | undefined {
  const exact = content.find((media) => media.type === contentType);
  if (exact !== undefined) return exact;
  const asked = normal(contentType);
  let found: Media | undefined;
  let foundRank = 0;
  for (const media of content) {
    const rank = rankOf(normal(media.type), asked);
    if (rank > foundRank) [found, foundRank] = [media, rank];
  }
  return found;
}

/** How closely a declared media type or range fits; 0 when it does not. */
function rankOf(declared: string, asked: string): number {
  if (declared === asked) return 5;
  const name = essence(asked);
  if (declared === name) return 4;
  const range = essence(declared);
  if (range === name) return 3;
  if (range === "*/*") return 1;
  const [start = "", end] = range.split("*");
  return end !== undefined && name.startsWith(start) && name.endsWith(end) ? 2 : 0;
}

function normal(type: string): string {
  return type.replaceAll(" ", "").toLowerCase();
}

/** A media type without its parameters, in lower case. */
export function essence(contentType: string): string {
  return normal(contentType).replace(/;.*/, "");
}
