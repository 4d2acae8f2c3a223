/** How a storage call goes wrong. */
export const FAULT_KINDS = ["EIO", "ENOSPC", "short write", "failed sync"] as const;

/** One of {@link FAULT_KINDS}. */
export type FaultKind = (typeof FAULT_KINDS)[number];

/** A fault that strikes at call `from`, or at the first one after it to which its kind applies. */
export interface PlannedFault {
  readonly kind: FaultKind;
  /** Counted from 1 over all calls of a process. */
  readonly from: number;
  /** Every later call of a kind that it applies to fails too. */
  readonly isLasting: boolean;
}

const WRITES = new Set([
  "append",
  "create",
  "makeDirectory",
  "remove",
  "rename",
  "rewrite",
  "sync",
  "syncDirectory",
  "writeTemporary",
]);
const SYNCS = new Set(["sync", "syncDirectory"]);

/** True when a call can fail that way: reading needs no space, and only an append can be short. */
export function applies(kind: FaultKind, verb: string): boolean {
  switch (kind) {
    case "EIO":
      return true;
    case "ENOSPC":
      return WRITES.has(verb);
    case "short write":
      return verb === "append";
    case "failed sync":
      return SYNCS.has(verb);
  }
}

/** The faults of one process, and how often each kind struck. */
export class FaultPlan {
  readonly struck = new Map<FaultKind, number>();
  /** Every call so far. */
  readonly verbs: string[] = [];
  #faults: PlannedFault[];

  constructor(faults: readonly PlannedFault[] = []) {
    this.#faults = [...faults];
  }

  /** The fault of this call, if any. */
  strike(call: number, verb: string): FaultKind | undefined {
    this.verbs.push(verb);
    const fault = this.#faults.find(({ kind, from }) => call >= from && applies(kind, verb));
    if (fault === undefined) return undefined;
    if (!fault.isLasting) this.#faults = this.#faults.filter((other) => other !== fault);
    this.struck.set(fault.kind, (this.struck.get(fault.kind) ?? 0) + 1);
    return fault.kind;
  }

  /** One more fault. */
  add(fault: PlannedFault): void {
    this.#faults.push(fault);
  }
}
