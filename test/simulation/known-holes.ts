/**
 * What the ledger cannot survive yet; the simulation steers around it. Each is to become false and then to go, with
 * the code that mends it.
 */
export const KNOWN_HOLES = {
  /** A process that starts in the page cache of one whose sync failed believes pages that no sync will write. */
  failedPagesOfAKilledProcess: true,
  /** A process that finds a file does not know whether its name was synced. */
  namesOfAKilledProcess: true,
};
