import { comparePlaces, ContractError, throwFaults } from "./contract-error.js";

/** What is wrong with contracts, collected so that one run tells all of it. */
export class Faults {
  /** By message: what is met on several ways is one fault. */
  readonly #found = new Map<string, ContractError>();

  get isEmpty(): boolean {
    return this.#found.size === 0;
  }

  /** What `read` gives; undefined when it throws a `ContractError`, which is kept for later. */
  attempt<T>(read: () => T): T | undefined {
    try {
      return read();
    } catch (error) {
      if (!(error instanceof ContractError)) throw error;
      for (const fault of error.faults) this.#found.set(fault.reason + JSON.stringify(fault.place), fault);
      return undefined;
    }
  }

  /** What `read` gives for each item, those left out for which it throws a `ContractError`, which is kept for later. */
  each<Item, Part>(items: readonly Item[], read: (item: Item) => Part): Part[] {
    return items.flatMap((item) => this.attempt(() => [read(item)]) ?? []);
  }

  /** Throws all faults as one `ContractError`, by place; does nothing where there are none. */
  throwAny(): void {
    throwFaults([...this.#found.values()].sort((a, b) => comparePlaces(a.place, b.place)));
  }
}
