/**
 * What the ledger cannot survive yet; the simulation steers around it. Each is to become false and then to go, with
 * the code that mends it.
 */
export const KNOWN_HOLES = {
  /** A process that starts in the page cache of one whose sync failed believes pages that no sync will write. */
  failedPagesOfAKilledProcess: true,
  /** Some faults of the disk reach the caller as they are, and the client as a 500. */
  systemErrorsOfACut: true,
};
