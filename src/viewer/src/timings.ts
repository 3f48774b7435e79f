/** When each step towards the first picture was done, in milliseconds of the UNIX clock. */
export interface Timings {
  /** The page's navigation began, or the session did when it is a later one. */
  readonly openedAt: number;
  offerAt?: number;
  answerAt?: number;
  connectedAt?: number;
  firstFrameAt?: number;
}

/** Finer than Date.now() and steady within the page. */
export function unixNow(): number {
  return performance.timeOrigin + performance.now();
}
