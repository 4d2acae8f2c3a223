import { formatTimestamp, type Decider, type Decision, type LedgerEvent, type Moment } from "specwright/server";

/** A value that is kept, and how often it was written. */
export interface Entry {
  readonly revision: number;
  readonly value: unknown;
}

/** Stores a value under an id; only over the `expected` revision (0: nothing there yet) where one is given. */
export interface Put {
  readonly id: string;
  /** JSON. */
  readonly value: unknown;
  readonly expected?: number;
}

export type PutOutcome =
  { readonly kind: "stored"; readonly revision: number } | { readonly kind: "conflict"; readonly revision: number };

export const EVENT_TYPES: ReadonlySet<string> = new Set(["record.put"]);

/** Entries by id, and the number of events. A branch sees its base, which sees nothing of the branch. */
export class RecordState {
  readonly #base: RecordState | undefined;
  readonly #own = new Map<string, Entry>();
  events: number;

  constructor(base?: RecordState) {
    this.#base = base;
    this.events = base?.events ?? 0;
  }

  get(id: string): Entry | undefined {
    return this.#own.get(id) ?? this.#base?.get(id);
  }

  put(id: string, entry: Entry): void {
    this.#own.set(id, entry);
  }

  merge(branch: RecordState): void {
    for (const [id, entry] of branch.#own) this.#own.set(id, entry);
    this.events = branch.events;
  }

  entries(): Iterable<[string, Entry]> {
    return this.#own;
  }
}

/** The rules. Pure: what happens follows from state and command, and the state from the events, on every machine. */
export const recordDecider: Decider<RecordState, Put, PutOutcome> = {
  initial: () => new RecordState(),
  branch: (base) => new RecordState(base),
  merge: (base, branch) => base.merge(branch),
  decide,
  evolve,
  snapshots: {
    version: "records-1",
    encode: (state) => [String(state.events), ...Array.from(state.entries(), (entry) => JSON.stringify(entry))],
    decode,
  },
};

function decide(state: RecordState, { id, value, expected }: Put, moment: Moment): Decision<PutOutcome> {
  const revision = state.get(id)?.revision ?? 0;
  if (expected !== undefined && expected !== revision) return { events: [], outcome: { kind: "conflict", revision } };
  const event: LedgerEvent = {
    schema_version: 1,
    event_id: `evt_${state.events + 1}`,
    request_id: moment.token(),
    job_id: id,
    event_type: "record.put",
    occurred_at: formatTimestamp(moment.now),
    actor: "api",
    payload: { value },
  };
  return { events: [event], outcome: { kind: "stored", revision: revision + 1 } };
}

function evolve(state: RecordState, { job_id: id, payload }: LedgerEvent): void {
  state.put(id, { revision: (state.get(id)?.revision ?? 0) + 1, value: payload?.["value"] });
  state.events += 1;
}

function decode([events, ...entries]: readonly string[]): RecordState {
  const state = new RecordState();
  for (const line of entries) state.put(...(JSON.parse(line) as [string, Entry])); // written by `encode`
  state.events = Number(events);
  return state;
}
