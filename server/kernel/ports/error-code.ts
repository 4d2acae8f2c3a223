/** The system's code of a fault, such as `ENOENT`; undefined for what has none. */
export function errorCode(fault: unknown): unknown {
  return typeof fault === "object" && fault !== null && "code" in fault ? fault.code : undefined;
}
