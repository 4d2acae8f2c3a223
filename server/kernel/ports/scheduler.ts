/** When deferred work runs. */
export interface Scheduler {
  /** Runs the task after the input that is already waiting has been read, so that one batch serves all of it. */
  soon(task: () => void): void;
  /** Runs the task once, `delayMs` from now; the function returned calls it off. Does not keep the process alive. */
  after(delayMs: number, task: () => void): () => void;
}

/** The event loop of this process. */
export const systemScheduler: Scheduler = {
  soon: (task) => {
    setImmediate(task);
  },
  after: (delayMs, task) => {
    const timer = setTimeout(task, delayMs);
    timer.unref();
    return () => {
      clearTimeout(timer);
    };
  },
};
