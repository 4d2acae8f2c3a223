/** Time and chance, as far as waiting needs them. Tests pass their own. */
export interface Timing {
  /** Milliseconds of a clock that never goes back; its zero means nothing. */
  now(): number;
  /** Resolves after `ms` (three weeks at most), or as soon as the signal is aborted. Never rejects. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  /** A number of [0, 1). */
  random(): number;
}

/** The platform's timers know no longer time, and end at once beyond it; it is more than three weeks. */
export const LONGEST_MS = 2 ** 31 - 1;

/** The platform's clock, timers and chance. */
export const systemTiming: Timing = {
  now: () => performance.now(),
  random: () => Math.random(),
  sleep: (ms, signal) =>
    new Promise((resolve) => {
      const end = (): void => {
        clearTimeout(timer);
        signal?.removeEventListener("abort", end);
        resolve();
      };
      const timer = setTimeout(end, Math.min(ms, LONGEST_MS));
      signal?.addEventListener("abort", end);
      if (signal?.aborted === true) end();
    }),
};

/** How waits grow, in milliseconds. */
export interface Backoff {
  /** Upper bound of the first wait, doubled for each further one. */
  readonly firstMs: number;
  readonly longestMs: number;
}

/**
 * The wait before the repetition with this index (from 0), anywhere between nothing and its bound: clients that lost
 * the same server do not come back together.
 */
export function fullJitter(index: number, backoff: Backoff, { random }: Pick<Timing, "random">): number {
  return bound(index, backoff) * random();
}

/** The wait before a poll that follows `index` polls without news, from half of its bound to all of it. */
export function pollDelay(index: number, backoff: Backoff, { random }: Pick<Timing, "random">): number {
  return bound(index, backoff) * (1 - random() / 2);
}

function bound(index: number, { firstMs, longestMs }: Backoff): number {
  return Math.min(longestMs, firstMs * 2 ** index);
}
