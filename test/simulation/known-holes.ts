/**
 * What the ledger cannot survive yet; the simulation steers around it. Each is to become false and then to go, with
 * the code that mends it.
 */
export const KNOWN_HOLES = {
  /**
   * A process starts in the page cache of one whose sync failed, and believes bytes that no sync will write. After a
   * failed sync the ledger takes them out of the cache; it cannot when that fails too, and must not when the sync was
   * the one at the start, since records that were acknowledged may be among them.
   */
  lostBytesOfAnEarlierProcess: true,
  /**
   * A whole last record without its newline is shown although the newline could not be synced; a power cut may then
   * leave it with a zero byte behind, which looks torn.
   */
  unterminatedRecordServedEarly: true,
  /** Some faults of the disk reach the caller as they are, and the client as a 500. */
  systemErrorsOfACut: true,
};
