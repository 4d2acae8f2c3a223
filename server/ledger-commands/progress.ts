import type { VisitEvent } from "../kernel/ledger/fold.js";
import type { Clock } from "../kernel/ports/clock.js";
import type { Scheduler } from "../kernel/ports/scheduler.js";

const EVERY_MS = 1000;
/** A look at the clock costs as much as a few events. */
const EVERY_EVENTS = 1024;
const BYTES_PER_MIB = 1024 * 1024;

/** A visit that also says, when reading takes longer than a second, how far it has come: a line a second. */
export function withProgress(visit: VisitEvent, clock: Clock, say: (text: string) => void): VisitEvent {
  let saidMs = clock.elapsedMs();
  let events = 0;
  return (event, occurredAtMs, line) => {
    visit(event, occurredAtMs, line);
    events++;
    if (events % EVERY_EVENTS !== 0 || clock.elapsedMs() - saidMs < EVERY_MS) return;
    saidMs = clock.elapsedMs();
    say(`ledger: ${events} events in ${(line.offset / BYTES_PER_MIB).toFixed(0)} MiB read\n`);
  };
}

/** Where progress is told, and when. */
export interface Telling {
  readonly scheduler: Scheduler;
  readonly say: (text: string) => void;
}

/** Does some work, and says every second how long it has taken; nothing when it takes no second. */
export async function whileTelling<Result>(
  name: string,
  { scheduler, say }: Telling,
  work: () => Promise<Result>,
): Promise<Result> {
  let seconds = 0;
  const tell = (): void => {
    if (seconds > 0) say(`${name}: ${seconds} s\n`);
    seconds++;
    callOff = scheduler.after(EVERY_MS, tell);
  };
  let callOff: () => void = () => undefined;
  tell();
  try {
    return await work();
  } finally {
    callOff();
  }
}
