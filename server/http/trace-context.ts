/** Where a request stands in somebody's trace. */
export interface TraceContext {
  readonly traceId: string;
  /** Of the caller's span. */
  readonly parentId: string;
}

const TRACEPARENT = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}(-.*)?$/;

/** Reads a `traceparent` header (W3C Trace Context, section 3.2); undefined for what that calls invalid. */
export function traceContext(header: string | string[] | undefined): TraceContext | undefined {
  const [, version, traceId = "", parentId = "", rest] = TRACEPARENT.exec(String(header)) ?? [];
  const isKnown = version !== undefined && version !== "ff" && !(version === "00" && rest !== undefined);
  return isKnown && /[1-9a-f]/.test(traceId) && /[1-9a-f]/.test(parentId) ? { traceId, parentId } : undefined;
}
