/** When deferred work runs. */
export interface Scheduler {
  /** Runs the task after the input that is already waiting has been read, so that one batch serves all of it. */
  soon(task: () => void): void;
}

/** The event loop of this process. */
export const systemScheduler: Scheduler = {
  soon: (task) => {
    setImmediate(task);
  },
};
