/** Timers, as a thing that tests can replace. */
export interface Clock {
  /** Acts once after so many milliseconds, unless the function it returns is called before. */
  after(milliseconds: number, act: () => void): () => void;
}

export const wallClock: Clock = {
  after(milliseconds, act) {
    const timer = setTimeout(act, milliseconds);
    return () => clearTimeout(timer);
  },
};
