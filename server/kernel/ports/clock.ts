/** Where time comes from. Deciders never see a clock: the pipeline hands them a value. */
export interface Clock {
  /** Milliseconds since the Unix epoch. May go backwards; the pipeline guards against it. */
  now(): number;
  /** Milliseconds from an arbitrary start, never going backwards; for durations only. */
  elapsedMs(): number;
}

/** The clock of this machine. */
export const systemClock: Clock = {
  now: () => Date.now(),
  elapsedMs: () => performance.now(),
};
