import {
  FileLedger,
  Pipeline,
  systemClock,
  systemIdentifiers,
  systemScheduler,
  type LedgerError,
  type Storage,
} from "specwright/server";
import { EVENT_TYPES, recordDecider, type Entry, type Put, type PutOutcome, type RecordState } from "./decider.js";

export interface RecordsOptions {
  readonly storage: Storage;
  /** Called once when the ledger can no longer tell what is stored: the process must stop. */
  readonly onFatal: (fault: LedgerError) => void;
}

/** What is kept, on a ledger: nothing is answered or seen before its event is on disk. */
export class Records {
  readonly #pipeline: Pipeline<RecordState, Put, PutOutcome>;

  private constructor(pipeline: Pipeline<RecordState, Put, PutOutcome>) {
    this.#pipeline = pipeline;
  }

  /** Opens `ledger.jsonl` below the storage's root and folds it. Rejects with `LedgerError` when it cannot be read. */
  static async open({ storage, onFatal }: RecordsOptions): Promise<Records> {
    const options = { storage, directory: "ledger", name: "ledger.jsonl", eventTypes: EVENT_TYPES };
    await storage.makeDirectory(options.directory);
    const ledger = await FileLedger.open(options);
    const ports = { clock: systemClock, identifiers: systemIdentifiers, scheduler: systemScheduler };
    return new Records(await Pipeline.start({ ...ports, ledger, decider: recordDecider, onFatal }));
  }

  get(id: string): Entry | undefined {
    return this.#pipeline.state.get(id);
  }

  /** Resolves once the value is on disk. Rejects with `LedgerError` when it could not be stored. */
  put(command: Put): Promise<PutOutcome> {
    return this.#pipeline.execute(command);
  }

  close(): Promise<void> {
    return this.#pipeline.close();
  }
}
